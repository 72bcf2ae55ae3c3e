package org.discogsography;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.discogsography.outage.Reason;
import org.discogsography.routes.PackagedRoutes;
import org.discogsography.settings.SettingException;

/**
 * The command that copies the routes out of the jar, to be edited.
 *
 * @param overwrite whether files that say something else are overwritten
 */
record RoutesCommand(Path folder, boolean overwrite) {

    static final String FORM = "routes [folder] [--force]";
    static final String DESCRIPTION = "copies the routes out of the jar, to be edited (./routes)";

    private static final String WORD = "routes";
    private static final String FORCE = "--force";

    /**
     * The command that the words are; empty where they are not one.
     *
     * @throws SettingException saying what the command takes, where the words after it are something else
     */
    static Optional<RoutesCommand> in(List<String> words) {
        if (words.isEmpty() || !words.get(0).equals(WORD)) {
            return Optional.empty();
        }
        List<String> parameters = new ArrayList<>(words.subList(1, words.size()));
        boolean overwrite = parameters.remove(FORCE);
        if (parameters.size() > 1 || parameters.stream().anyMatch(word -> word.startsWith("-"))) {
            throw new SettingException("Too many words: " + FORM);
        }
        String folder = parameters.isEmpty() ? WORD : parameters.get(0);
        try {
            return Optional.of(new RoutesCommand(Path.of(folder), overwrite));
        } catch (InvalidPathException e) {
            throw new SettingException("No folder can have the name '" + folder + "': " + FORM, e);
        }
    }

    /** Does it; the exit code: 0, or 1 where nothing was copied because of files that are there. */
    int run(PrintStream out, PrintStream err) {
        try {
            PackagedRoutes.Copied copied = PackagedRoutes.copyTo(folder, overwrite);
            if (!copied.kept().isEmpty()) {
                err.println("Nothing copied: in " + folder + " there are files that say something else, "
                        + String.join(", ", copied.kept()) + "; " + FORCE + " overwrites them");
                return 1;
            }
            copied.written().forEach(name -> out.println(folder.resolve(name)));
            out.printf(
                    "%d files copied; ROUTES_FOLDER=%s runs them, ROUTES_RELOAD=true takes edits up at once%n",
                    copied.written().size(), folder);
            return 0;
        } catch (IOException e) {
            err.println("The routes cannot be copied to " + folder + ": "
                    + e.getClass().getSimpleName() + " " + Reason.of(e));
            return 1;
        }
    }
}
