package org.discogsography.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.discogsography.program.Service;
import org.discogsography.settings.SettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line answers by itself, before anything runs. */
class CliTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line =
            Cli.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    private int run(String words) {
        return line.execute(words.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h", "extractor --help", "help --help"})
    void help_is_a_word_and_an_option(String words) {
        assertThat(run(words)).isZero();
        assertThat(out.toString()).startsWith("Usage: java -jar discogsography.jar ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void help_names_every_service_with_its_port_and_every_command() {
        run("help");

        assertThat(out.toString())
                .contains(Service.names())
                .contains(HelpText.commands())
                .containsPattern("(?m)^ +extractor +8000 ")
                .containsPattern("(?m)^ +graphinator +8001 ")
                .containsPattern("(?m)^ +tableinator +8002 ")
                .containsPattern("(?m)^ +dashboard +8003 ")
                .containsPattern("(?m)^ +discovery +8004 ")
                .contains("application.properties", "_FILE", "Exit codes: 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version", "-V"})
    void version_is_a_word_and_an_option(String words) {
        assertThat(run(words)).isZero();
        assertThat(out.toString()).startsWith("Discogsography ");
        assertThat(err.toString()).isEmpty();
    }

    static List<String> commands() {
        return HelpText.commands();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_has_help_of_its_own(String command) {
        assertThat(run("help " + command)).isZero();
        String help = out.toString();
        out.getBuffer().setLength(0);

        assertThat(run(command + " --help")).isZero();
        assertThat(out).hasToString(help);
        assertThat(help).startsWith("Usage: java -jar discogsography.jar " + command + " ");
    }

    @ParameterizedTest
    @EnumSource
    void every_service_has_a_line_of_help(Service service) {
        assertThat(run("help " + service)).isZero();
        assertThat(out.toString()).contains(service.toString(), service.description());
    }

    @ParameterizedTest
    @CsvSource({
        "graphinatr,                         did you mean graphinator?",
        "extractor tablinator,               did you mean tableinator?",
        "replya graphinator artists,         did you mean replay?",
        "deadletters,                        did you mean dead-letters?",
        "help rutes,                         did you mean routes?",
        "replay grafinator artists,          did you mean graphinator?",
        "replay graphinator artist,          did you mean artists?",
        "routes --forse,                     did you mean --force?",
        "publisher,                          'publisher'. Services: extractor",
        "@arguments,                         '@arguments'. Services: extractor",
        "replay graphinator,                 Missing required parameter: '<type>'. Usage: replay",
        "replay extractor artists,           Unknown service 'extractor'. Usage: replay",
        "routes a b,                         Unexpected argument 'b'. Usage: routes",
        "extractor replay graphinator labels, replay is a command: no service may be named before it",
    })
    void other_words_are_refused_in_one_line_with_what_was_probably_meant(String words, String expected) {
        assertThat(run(words)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(expected);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "dead-letters nobody"})
    void a_refusal_lists_the_words_that_there_are(String words) {
        assertThat(run(words)).isEqualTo(2);
        assertThat(err.toString()).contains("<service>", "graphinator", "tableinator", "<type>", "releases");
    }

    @Test
    void an_invalid_setting_is_named_in_one_line_and_any_other_failure_is_another_exit_code() {
        var handler = line.getExecutionExceptionHandler();

        assertThat(exitCode(handler, new SettingException("amqp.timeout must be …")))
                .isEqualTo(2);
        assertThat(exitCode(handler, new IllegalStateException("no way"))).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("amqp.timeout must be …", "The program did not start: no way");
    }

    private int exitCode(CommandLine.IExecutionExceptionHandler handler, Exception thrown) {
        try {
            return handler.handleExecutionException(thrown, line, null);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
