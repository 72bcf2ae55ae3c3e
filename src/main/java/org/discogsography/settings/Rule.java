package org.discogsography.settings;

import java.util.List;

/** What a setting takes. */
public sealed interface Rule permits Rule.WholeNumber, Rule.Time, Rule.Decimal, Rule.OneOf, TextRule {

    /** What it takes, in words that end the sentence "it must be …". */
    String accepted();

    boolean takes(String value);

    /** Whether a message may repeat a refused value; not if a password can be part of it. */
    default boolean isShown() {
        return true;
    }

    /** A whole number; both limits are included. */
    record WholeNumber(int least, int most) implements Rule {

        @Override
        public String accepted() {
            return "a whole number from " + least + " to " + most;
        }

        @Override
        public boolean takes(String value) {
            return isWhole(value, least, most);
        }
    }

    /** A time as a whole number of a unit; both limits are included. */
    record Time(Unit unit, int least, int most) implements Rule {

        /** What the number counts. */
        enum Unit {
            SECONDS,
            MILLISECONDS;

            @Override
            public String toString() {
                return this == SECONDS ? "seconds" : "milliseconds";
            }
        }

        @Override
        public String accepted() {
            return "a whole number of " + unit + " from " + least + " to " + most;
        }

        @Override
        public boolean takes(String value) {
            return isWhole(value, least, most);
        }
    }

    /** A decimal number; both limits are included. */
    record Decimal(int least, int most) implements Rule {

        @Override
        public String accepted() {
            return "a number from " + least + " to " + most;
        }

        @Override
        public boolean takes(String value) {
            // Double also takes "1d", "0x1p3" and "NaN".
            return value.matches("[0-9]+(\\.[0-9]+)?")
                    && Double.parseDouble(value) >= least
                    && Double.parseDouble(value) <= most;
        }
    }

    /** One of a few words. */
    record OneOf(List<String> words) implements Rule {

        private static final List<String> TRUTH = List.of("true", "false");

        public OneOf {
            words = List.copyOf(words);
        }

        boolean isFlag() {
            return words.equals(TRUTH);
        }

        @Override
        public String accepted() {
            return isFlag() ? "true or false" : "one of " + String.join(", ", words);
        }

        @Override
        public boolean takes(String value) {
            return words.contains(value);
        }
    }

    static Rule number(int least, int most) {
        return new WholeNumber(least, most);
    }

    static Rule seconds(int least, int most) {
        return new Time(Time.Unit.SECONDS, least, most);
    }

    static Rule milliseconds(int least, int most) {
        return new Time(Time.Unit.MILLISECONDS, least, most);
    }

    static Rule decimal(int least, int most) {
        return new Decimal(least, most);
    }

    static Rule flag() {
        return new OneOf(OneOf.TRUTH);
    }

    static Rule oneOf(String... words) {
        return new OneOf(List.of(words));
    }

    private static boolean isWhole(String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
