package org.discogsography.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with the arguments, and which there are. */
final class InvalidArguments implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException invalid, String[] arguments) {
        CommandLine command = invalid.getCommandLine();
        command.getErr().println(reason(invalid) + " " + usage(command));
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** A sentence or a question. */
    private static String reason(ParameterException invalid) {
        String reason = invalid instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched)
                : invalid.getCause() instanceof TypeConversionException unknown
                        ? unknown.getMessage()
                        : invalid.getMessage();
        String line = reason.replaceAll("\\s+", " ").strip();
        return line.endsWith("?") ? line : line + ".";
    }

    private static String unmatched(UnmatchedArgumentException invalid) {
        String first = invalid.getUnmatched().get(0);
        if (!invalid.isUnknownOption()) {
            return isProgram(invalid.getCommandLine())
                    ? new ServiceOrCommand().unknown(first)
                    : "Unexpected argument '" + first + "'";
        }
        List<String> near = invalid.getSuggestions();
        return "Unknown option '" + first + "'" + (near.isEmpty() ? "" : ", did you mean " + near.get(0) + "?");
    }

    private static String usage(CommandLine command) {
        if (isProgram(command)) {
            return "Services: " + String.join(", ", new ServiceName()) + "; commands: "
                    + String.join(", ", HelpText.commands()) + ".";
        }
        String words = command.getCommandSpec().positionalParameters().stream()
                .filter(parameter -> parameter.completionCandidates() != null)
                .map(InvalidArguments::words)
                .collect(Collectors.joining());
        return "Usage: " + HelpText.synopsis(command) + words;
    }

    private static boolean isProgram(CommandLine command) {
        return command.getParent() == null;
    }

    private static String words(PositionalParamSpec parameter) {
        return "; " + parameter.paramLabel() + ": " + String.join(", ", parameter.completionCandidates());
    }
}
