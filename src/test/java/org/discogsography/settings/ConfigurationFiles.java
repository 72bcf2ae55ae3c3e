package org.discogsography.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Writes what {@link Setting} says of each setting into {@code application.properties}, as comments, and into
 * {@code docs/configuration.md}, as tables. All else in the two files, the defaults too, stays as it is.
 */
final class ConfigurationFiles {

    static final Path PROPERTIES = Path.of("application.properties");
    static final Path PAGE = Path.of("docs/configuration.md");

    private static final int WIDTH = 130;

    /** The headings of both files, by the first setting below each. */
    private static final Map<Setting, String> HEADINGS = Map.ofEntries(
            Map.entry(Setting.DISCOGS_ROOT, "Dumps and servers"),
            Map.entry(Setting.AMQP_EXCHANGE, "RabbitMQ"),
            Map.entry(Setting.EXTRACTOR_BATCH_SIZE, "Extractor"),
            Map.entry(Setting.TABLEINATOR_BATCH_SIZE, "Tableinator"),
            Map.entry(Setting.GRAPHINATOR_BATCH_SIZE, "Graphinator"),
            Map.entry(Setting.EXPORTER_STATE_FOLDER, "Exporter"),
            Map.entry(Setting.BREAKER_FAILURES, "When a server fails"),
            Map.entry(Setting.HTTP_HOST, "HTTP"),
            Map.entry(Setting.MANAGEMENT_HOST, "Management"),
            Map.entry(Setting.DASHBOARD_SERVICES, "Dashboard"),
            Map.entry(Setting.DISCOVERY_QUESTIONS, "Discovery"),
            Map.entry(Setting.METRICS_BACKLOG_INTERVAL, "Metrics"),
            Map.entry(Setting.ROUTES_FOLDER, "Routes"),
            Map.entry(Setting.CAMEL_MAIN_NAME, "Camel"));

    private ConfigurationFiles() {}

    /** The settings below each heading. */
    private static Map<String, List<Setting>> sections() {
        Map<String, List<Setting>> sections = new LinkedHashMap<>();
        String heading = "";
        for (Setting setting : Setting.values()) {
            heading = HEADINGS.getOrDefault(setting, heading);
            sections.computeIfAbsent(heading, title -> new ArrayList<>()).add(setting);
        }
        return sections;
    }

    /** {@code application.properties} as it should be, given as it is. */
    static String properties(String now) {
        Map<String, String> lines = lines(now);
        var text = new StringBuilder(now.lines()
                        .takeWhile(line -> line.startsWith("#") && !line.startsWith("# ---"))
                        .collect(Collectors.joining("\n")))
                .append('\n');
        sections().forEach((heading, settings) -> {
            text.append("\n# --- ").append(heading).append(' ');
            text.append("-".repeat(WIDTH - 7 - heading.length())).append('\n');
            String last = "";
            for (Setting setting : settings) {
                String comment = comment(setting);
                text.append(comment.equals(last) ? "" : comment);
                last = comment;
                // A setting that is new has no default yet.
                text.append(lines.getOrDefault(setting.property(), setting.property() + " =\n"));
            }
        });
        return text.toString();
    }

    private static String comment(Setting setting) {
        String takes = setting.rule() instanceof TextRule
                        || setting.rule().accepted().equals("true or false")
                ? ""
                : " " + capitalised(setting.rule().accepted().replaceFirst("^a (whole )?number (of )?", "")) + ".";
        return wrapped(setting.description().replace("`", "") + takes + (setting.isSecret() ? " A secret." : ""));
    }

    private static String wrapped(String text) {
        var lines = new StringBuilder();
        var line = new StringBuilder("#");
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.append(line).append('\n');
                line.setLength(1);
            }
            line.append(' ').append(word);
        }
        return lines.append(line).append('\n').toString();
    }

    private static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Each property's own lines, with those that continue it. */
    private static Map<String, String> lines(String file) {
        Map<String, String> lines = new LinkedHashMap<>();
        List<String> all = file.lines().toList();
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).isBlank() && !all.get(i).startsWith("#")) {
                String name = all.get(i).split("=", 2)[0].strip();
                var text = new StringBuilder(all.get(i)).append('\n');
                while (all.get(i).endsWith("\\")) {
                    text.append(all.get(++i)).append('\n');
                }
                lines.put(name, text.toString());
            }
        }
        return lines;
    }

    /** {@code docs/configuration.md} as it should be, given as it is, with these defaults. */
    static String page(String now, Properties defaults) {
        Map<String, List<Setting>> sections = sections();
        List<String> lines = new ArrayList<>();
        boolean inTable = false;
        for (String line : now.lines().toList()) {
            inTable = inTable && (line.isEmpty() || line.startsWith("|"));
            if (!inTable) {
                lines.add(line);
            }
            List<Setting> settings = line.startsWith("## ") ? sections.get(line.substring(3)) : null;
            if (settings != null) {
                lines.add("");
                lines.addAll(table(settings, defaults));
                lines.add("");
                inTable = true;
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> table(List<Setting> settings, Properties defaults) {
        List<String> table = new ArrayList<>(List.of(
                "| property | variable | default | it must be | what it is |", "| --- | --- | --- | --- | --- |"));
        for (Setting setting : settings) {
            String value = defaults.getProperty(setting.property());
            String file =
                    setting.isSecret() ? " A secret: also from a file, `" + SecretFiles.variable(setting) + "`." : "";
            table.add("| `%s` | `%s` | %s | %s | %s |"
                    .formatted(
                            setting.property(),
                            setting.variable(),
                            value == null || value.isEmpty() ? "empty" : "`" + value + "`",
                            setting.rule().accepted(),
                            setting.description() + file));
        }
        return table;
    }

    /** Writes both files as they should be. */
    static void write() throws IOException {
        Files.writeString(PROPERTIES, properties(Files.readString(PROPERTIES)));
        var defaults = new Properties();
        try (var reader = Files.newBufferedReader(PROPERTIES)) {
            defaults.load(reader);
        }
        Files.writeString(PAGE, page(Files.readString(PAGE), defaults));
    }
}
