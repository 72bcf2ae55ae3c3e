package org.discogsography.cli;

import java.util.Iterator;
import java.util.List;
import org.discogsography.settings.NearestName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An argument that is one of a few words: as the converter it refuses others, as the candidates it lists them. */
abstract class Choice implements ITypeConverter<String>, Iterable<String> {

    private final String kind;
    private final List<String> words;

    /** @param kind what the words are, for a refusal */
    Choice(String kind, List<String> words) {
        this.kind = kind;
        this.words = List.copyOf(words);
    }

    @Override
    public String convert(String argument) {
        if (words.contains(argument)) {
            return argument;
        }
        throw new TypeConversionException(unknown(argument));
    }

    /** Why another argument is refused, with the word that was probably meant. */
    final String unknown(String argument) {
        return "Unknown " + kind + " '" + argument + "'"
                + NearestName.of(argument, words)
                        .map(near -> ", did you mean " + near + "?")
                        .orElse("");
    }

    @Override
    public Iterator<String> iterator() {
        return words.iterator();
    }
}
