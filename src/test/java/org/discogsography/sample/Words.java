package org.discogsography.sample;

import java.util.SplittableRandom;

/** The vocabulary of names, titles and notes. */
final class Words {

    static final String[] GENRES = {
        "Electronic",
        "Rock",
        "Pop",
        "Jazz",
        "Funk / Soul",
        "Hip Hop",
        "Folk, World, & Country",
        "Classical",
        "Reggae",
        "Latin",
        "Blues",
        "Stage & Screen",
        "Non-Music",
        "Children's",
        "Brass & Military"
    };
    static final String[] STYLES = {
        "House",
        "Techno",
        "Deep House",
        "Pop Rock",
        "Punk",
        "Experimental",
        "Synth-pop",
        "Alternative Rock",
        "Indie Rock",
        "Ambient",
        "Trance",
        "Disco",
        "Hardcore",
        "Soul",
        "Heavy Metal",
        "Folk",
        "Ballad",
        "Minimal",
        "Drum n Bass",
        "Tech House",
        "Vocal",
        "Noise",
        "Downtempo",
        "Death Metal",
        "Electro",
        "Black Metal",
        "Soundtrack",
        "Funk",
        "Industrial",
        "Dub",
        "Psychedelic Rock",
        "Garage Rock",
        "Hard Rock",
        "New Wave",
        "Swing",
        "Chanson",
        "Bossanova",
        "Rhythm & Blues",
        "Musique Concrète",
        "Éntekhno"
    };
    static final String[] COUNTRIES = {
        "US",
        "UK",
        "Germany",
        "France",
        "Japan",
        "Italy",
        "Europe",
        "Canada",
        "Netherlands",
        "Spain",
        "Australia",
        "Brazil",
        "Sweden",
        "USSR",
        "UK & Europe",
        "Côte d'Ivoire"
    };
    static final String[] FORMATS = {"Vinyl", "CD", "Cassette", "File", "CDr", "DVD", "Box Set", "Shellac", "All Media"
    };
    static final String[] DESCRIPTIONS = {
        "12\"",
        "LP",
        "Album",
        "33 ⅓ RPM",
        "45 RPM",
        "Single",
        "Compilation",
        "Reissue",
        "Stereo",
        "Promo",
        "Limited Edition",
        "7\"",
        "EP",
        "Mixed",
        "Mono",
        "Unofficial Release"
    };
    static final String[] ROLES = {
        "Producer",
        "Written-By",
        "Remix",
        "Vocals",
        "Mastered By",
        "Design",
        "Photography By",
        "Guitar",
        "Bass",
        "Drums",
        "Engineer [Assistant]",
        "Music By [All Tracks By]",
        "Artwork By [Sleeve], Layout",
        "Executive-Producer"
    };
    static final String[] COMPANY_ROLES = {
        "Phonographic Copyright (p)",
        "Copyright (c)",
        "Pressed By",
        "Published By",
        "Recorded At",
        "Mastered At",
        "Distributed By",
        "Manufactured By",
        "Made By",
        "Licensed From"
    };
    static final String[] IDENTIFIERS = {"Barcode", "Matrix / Runout", "Rights Society", "Label Code", "ISRC", "Other"};
    static final String[] QUALITIES = {"Correct", "Needs Vote", "Needs Major Changes", "Complete and Correct"};
    static final String[] JOINS = {"", "", "", ",", "&", "feat.", "Vs.", "/"};

    private static final String[] NAMES = {
        "Silver",
        "Motor",
        "Paradise",
        "Ghost",
        "Night",
        "Electric",
        "Velvet",
        "Northern",
        "Golden",
        "Broken",
        "Sunday",
        "Crystal",
        "Radio",
        "Wild",
        "Blue",
        "Iron",
        "Lost",
        "Cosmic",
        "Midnight",
        "Paper",
        "Concrete",
        "Desert",
        "Neon",
        "Liquid",
        "Black",
        "Björk",
        "Café",
        "Señor",
        "Smith & Sons",
        "O'Neill",
        "Groß",
        "Łódź",
        "Яд",
        "Ад",
        "東京",
        "🎹"
    };
    private static final String[] NOUNS = {
        "Orchestra",
        "Machine",
        "Brothers",
        "Sound",
        "Experience",
        "Quartet",
        "Project",
        "Recordings",
        "City",
        "Garden",
        "System",
        "Choir",
        "Dreams",
        "Ensemble",
        "Records",
        "Heart",
        "Waves",
        "Club",
        "Theory",
        "Collective",
        "Sessions",
        "River",
        "Stars",
        "Mirror"
    };
    private static final String[] PLAIN = {
        "the",
        "of",
        "recorded",
        "at",
        "and",
        "released",
        "on",
        "in",
        "by",
        "with",
        "from",
        "first",
        "edition",
        "sleeve",
        "printed",
        "all",
        "tracks",
        "mixed",
        "live",
        "during",
        "studio",
        "limited",
        "copies",
        "this",
        "label",
        "side",
        "version",
        "appears",
        "courtesy",
        "[a=Various]",
        "[l=Not On Label]",
        "http://www.example.org/",
        "1999",
        "℗"
    };

    private Words() {}

    static String pick(String[] words, SplittableRandom random) {
        return words[random.nextInt(words.length)];
    }

    static String title(SplittableRandom random) {
        var title = new StringBuilder(pick(NAMES, random)).append(' ').append(pick(NOUNS, random));
        if (random.nextInt(3) == 0) {
            title.append(" Of ").append(pick(NAMES, random));
        }
        if (random.nextInt(6) == 0) {
            title.append(" (").append(pick(NAMES, random)).append(" Mix)");
        }
        return title.toString();
    }

    /** Several words, sometimes with a line break, in both forms found in the dumps. */
    static String prose(SplittableRandom random, int words) {
        var prose = new StringBuilder();
        for (int i = 0; i < words; i++) {
            switch (random.nextInt(24)) {
                case 0 -> prose.append(".\n\n");
                case 1 -> prose.append(".\r\n");
                default -> prose.append(' ');
            }
            prose.append(pick(PLAIN, random));
        }
        return prose.toString();
    }
}
