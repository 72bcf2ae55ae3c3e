package org.discogsography.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;

/** Decides whether the routes come from the jar or a folder, and starts {@link RouteReload} if {@code routes.reload} is on. */
public final class RouteSource implements CamelConfiguration {

    private static final String COMMON = "common";
    private static final String EXAMPLE = "docs/integrate.md has an example to copy";

    private final List<String> parts;
    private final Consumer<String> pattern;

    /**
     * The routes of these services.
     *
     * @param pattern takes their location in the form of Camel's {@code routesIncludePattern}
     */
    public RouteSource(List<String> services, Consumer<String> pattern) {
        this.parts = new ArrayList<>(List.of(COMMON));
        this.parts.addAll(services);
        this.pattern = pattern;
    }

    @Override
    public void configure(CamelContext context) throws Exception {
        var settings = new Settings(context);
        var changes = new RouteChanges();
        context.getRegistry().bind("route-changes", changes);
        boolean reload = settings.flag(Setting.ROUTES_RELOAD);
        String name = settings.text(Setting.ROUTES_FOLDER);
        if (name.isEmpty()) {
            if (reload) {
                throw new SettingException("routes.reload is on, but routes.folder names no folder with route files");
            }
            pattern.accept(packaged());
            return;
        }
        RouteFolder folder = new RouteFolder(folder(name), parts);
        RouteFiles files = files(folder);
        pattern.accept(folder.pattern());
        if (reload) {
            context.addService(
                    new RouteReload(
                            folder, files, changes, context.getRegistry().findSingleByType(Timeline.class)),
                    true,
                    true);
        }
    }

    /** The files by their names: for a pattern Camel would unpack the whole jar, once for each. */
    private String packaged() throws IOException {
        Set<String> files = PackagedRoutes.read().keySet();
        for (String part : parts) {
            if (files.stream().noneMatch(file -> file.startsWith(part + "/"))) {
                throw new SettingException(
                        "routes.folder must be set for the " + part + ": its routes are yours, and " + EXAMPLE);
            }
        }
        return parts.stream()
                .flatMap(part -> files.stream().filter(file -> file.startsWith(part + "/")))
                .map(file -> "classpath:routes/" + file)
                .collect(Collectors.joining(","));
    }

    private static Path folder(String name) {
        try {
            Path folder = Path.of(name).toAbsolutePath().normalize();
            if (Files.isDirectory(folder)) {
                return folder;
            }
        } catch (InvalidPathException e) {
            // Refused below, with the name of the property.
        }
        throw new SettingException("routes.folder must be a folder with route files, not '" + name + "'");
    }

    private static RouteFiles files(RouteFolder folder) throws IOException {
        try {
            var contents = folder.read();
            Set<String> packaged = PackagedRoutes.read().keySet();
            for (String part : folder.parts()) {
                if (contents.keySet().stream().noneMatch(file -> file.startsWith(part + "/"))) {
                    throw new SettingException("routes.folder: there are no route files in "
                            + folder.path().resolve(part) + "; "
                            + (packaged.stream().anyMatch(file -> file.startsWith(part + "/"))
                                    ? "the command routes copies them there"
                                    : EXAMPLE));
                }
            }
            return RouteFiles.of(contents);
        } catch (InvalidRouteException e) {
            throw new SettingException("routes.folder: " + e.getMessage(), e);
        }
    }
}
