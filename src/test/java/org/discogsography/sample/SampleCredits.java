package org.discogsography.sample;

import static org.discogsography.dump.DataType.ARTISTS;

import java.util.SplittableRandom;

/** Writes what releases and masters have in common: artists, genres, styles and videos. */
record SampleCredits(Catalogue catalogue, SplittableRandom random, Xml xml) {

    void writeArtists() {
        xml.open("artists");
        int artists = random.nextInt(6) == 0 ? 2 + random.nextInt(3) : 1;
        for (int i = 0; i < artists; i++) {
            long artist = catalogue.artistOfRelease(random);
            writeArtist(artist, "", "", true);
            if (random.nextInt(40) == 0) { // the same artist again, under another name
                writeArtist(artist, "", "", true);
            }
        }
        xml.close("artists");
    }

    void writeExtraArtists(int count) {
        if (count == 0) {
            xml.empty("extraartists");
            return;
        }
        xml.open("extraartists");
        for (int i = 0; i < count; i++) {
            var tracks = random.nextInt(5) == 0 ? "A1 to B2" : "";
            boolean hasId = random.nextInt(1000) >= 17; // 1.7 % have no id
            writeArtist(catalogue.reference(ARTISTS, random), Words.pick(Words.ROLES, random), tracks, hasId);
        }
        xml.close("extraartists");
    }

    void writeGenresAndStyles(long id) {
        xml.open("genres");
        int genres = id % 4 == 0 ? 2 + random.nextInt(2) : 1;
        int first = random.nextInt(Words.GENRES.length);
        for (int i = 0; i < genres; i++) {
            xml.text("genre", Words.GENRES[(first + i * 4) % Words.GENRES.length]);
        }
        xml.close("genres");
        int styles = random.nextInt(5);
        if (styles > 0) {
            xml.open("styles");
            for (int i = 0; i < styles; i++) {
                xml.text("style", Words.pick(Words.STYLES, random));
            }
            xml.close("styles");
        }
    }

    void writeVideos() {
        int videos = random.nextInt(8) - 3;
        if (videos <= 0) {
            return;
        }
        xml.open("videos");
        for (int i = 0; i < videos; i++) {
            var source = "https://www.youtube.com/watch?v=" + Long.toString(random.nextLong() >>> 4, 36);
            var duration = Integer.toString(60 + random.nextInt(500));
            xml.open("video", "src", source, "duration", duration, "embed", "true");
            switch (random.nextInt(15)) {
                case 0 -> xml.empty("title");
                case 1 -> {} // no title at all
                default -> xml.text("title", Words.title(random));
            }
            switch (random.nextInt(6)) {
                case 0 -> xml.empty("description");
                case 1 -> xml.text("description", " ");
                default -> xml.text("description", Words.prose(random, 3 + random.nextInt(25)));
            }
            xml.close("video");
        }
        xml.close("videos");
    }

    private void writeArtist(long artist, String role, String tracks, boolean hasId) {
        xml.open("artist");
        if (hasId) {
            xml.text("id", Long.toString(artist));
        }
        xml.text("name", catalogue.nameOf(ARTISTS, artist));
        xml.text("anv", random.nextInt(8) == 0 ? Words.title(random) : "");
        xml.text("join", role.isEmpty() ? Words.pick(Words.JOINS, random) : "");
        xml.text("role", role);
        xml.text("tracks", tracks);
        xml.close("artist");
    }
}
