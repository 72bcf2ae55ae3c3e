package org.discogsography.sample;

import static org.discogsography.dump.DataType.LABELS;
import static org.discogsography.dump.DataType.RELEASES;

import java.util.SplittableRandom;

/** Writes a release, by far the largest type of record. */
record SampleRelease(Catalogue catalogue, DumpFormat format) implements SampleRecord {

    private static final long RELEASE_WITH_A_VAST_QUANTITY = 7;
    private static final String SIXTY_FOUR_DIGITS = "1234567890".repeat(6) + "1234";
    private static final String[] ODD_DATES = {
        "199?",
        "?",
        "Unknown",
        "31.12.1999",
        "0000",
        "0",
        "1999-13-45",
        "99",
        "May 1999",
        " 1999 ",
        "2999-01-01",
        "1066"
    };

    @Override
    public void write(long id, Xml xml) {
        var random = catalogue.random(RELEASES, id);
        var credits = new SampleCredits(catalogue, random, xml);
        if (format == DumpFormat.OLD) {
            xml.open("release", "id", Long.toString(id), "status", "Accepted");
        } else {
            xml.open("release", "id", Long.toString(id));
        }
        SampleImages.write(format, random, xml);
        credits.writeArtists();
        xml.text("title", catalogue.nameOf(RELEASES, id));
        writeLabels(id, random, xml);
        credits.writeExtraArtists(random.nextInt(9));
        writeFormats(id, random, xml);
        credits.writeGenresAndStyles(id);
        if (random.nextInt(40) != 0) {
            xml.text("country", Words.pick(Words.COUNTRIES, random));
        }
        writeReleased(id, random, xml);
        if (random.nextInt(3) > 0) {
            xml.text("notes", random.nextInt(60) == 0 ? " " : Words.prose(random, random.nextInt(80)));
        }
        xml.text("data_quality", Words.pick(Words.QUALITIES, random));
        writeMaster(id, xml);
        writeTracks(credits, random, xml);
        writeIdentifiers(random, xml);
        credits.writeVideos();
        writeCompanies(random, xml);
        writeSeries(random, xml);
        xml.close("release").line();
    }

    private void writeLabels(long id, SplittableRandom random, Xml xml) {
        xml.open("labels");
        int labels = random.nextInt(8) == 0 ? 2 : 1;
        for (int i = 0; i < labels; i++) {
            long label = catalogue.reference(LABELS, random);
            writeLabel(label, random, xml);
            if (id % 15 == 0) { // the same label again, under another catalogue number
                writeLabel(label, random, xml);
            }
        }
        xml.close("labels");
    }

    private void writeLabel(long label, SplittableRandom random, Xml xml) {
        var name = catalogue.nameOf(LABELS, label);
        var number = random.nextInt(12) == 0 ? "none" : "CAT " + random.nextInt(10_000);
        var id = Long.toString(label);
        if (format == DumpFormat.OLD) {
            xml.empty("label", "name", name, "catno", number, "id", id);
        } else {
            xml.empty("label", "id", id, "name", name, "catno", number);
        }
    }

    private static void writeFormats(long id, SplittableRandom random, Xml xml) {
        xml.open("formats");
        for (int i = random.nextInt(8) == 0 ? 2 : 1; i > 0; i--) {
            var name = Words.pick(Words.FORMATS, random);
            var quantity =
                    id == RELEASE_WITH_A_VAST_QUANTITY ? SIXTY_FOUR_DIGITS : Integer.toString(1 + random.nextInt(3));
            String[] attributes =
                    switch (random.nextInt(4)) {
                        case 0 -> new String[] {"name", name, "qty", quantity};
                        case 1 -> new String[] {"name", name, "qty", quantity, "text", "Gatefold"};
                        default -> new String[] {"name", name, "qty", quantity, "text", ""};
                    };
            int descriptions = random.nextInt(4);
            if (descriptions == 0) {
                xml.empty("format", attributes);
            } else {
                xml.open("format", attributes).open("descriptions");
                for (int j = 0; j < descriptions; j++) {
                    xml.text("description", Words.pick(Words.DESCRIPTIONS, random));
                }
                xml.close("descriptions").close("format");
            }
        }
        xml.close("formats");
    }

    private static void writeReleased(long id, SplittableRandom random, Xml xml) {
        int year = 1950 + random.nextInt(76);
        var month = String.format("%02d", 1 + random.nextInt(12));
        switch ((int) (id % 10)) {
            case 0 -> {} // no date at all
            case 1 -> xml.text("released", Integer.toString(year));
            case 2 -> xml.text("released", year + "-00-00");
            case 3 -> xml.text("released", year + "-" + month + "-00");
            case 4 ->
                xml.text("released", id % 20 == 4 ? ODD_DATES[(int) (id / 20 % ODD_DATES.length)] : year + "-" + month);
            default -> xml.text("released", year + "-" + month + "-" + (10 + random.nextInt(19)));
        }
    }

    private void writeMaster(long id, Xml xml) {
        long master = catalogue.masterOf(id);
        if (master != 0) {
            var main = Boolean.toString(catalogue.mainReleaseOf(master) == id);
            xml.text("master_id", Long.toString(master), "is_main_release", main);
        } else if (id % 3 != 0) {
            xml.text("master_id", "0", "is_main_release", "false");
        }
    }

    private void writeTracks(SampleCredits credits, SplittableRandom random, Xml xml) {
        xml.open("tracklist");
        int tracks = 1 + random.nextInt(14);
        boolean various = random.nextInt(8) == 0;
        for (int i = 1; i <= tracks; i++) {
            if (random.nextInt(50) == 0) { // a heading
                writeTrack("", "Side " + i, "", xml);
                xml.close("track");
            }
            writeTrack(position(i), Words.title(random), duration(random), xml);
            if (various) {
                credits.writeArtists();
                credits.writeExtraArtists(1 + random.nextInt(2));
            }
            if (random.nextInt(60) == 0) {
                xml.open("sub_tracks");
                for (int j = 1; j <= 3; j++) {
                    writeTrack(position(i) + "." + j, Words.title(random), duration(random), xml);
                    xml.close("track");
                }
                xml.close("sub_tracks");
            }
            xml.close("track");
        }
        xml.close("tracklist");
    }

    private static void writeTrack(String position, String title, String duration, Xml xml) {
        xml.open("track").text("position", position).text("title", title).text("duration", duration);
    }

    private static String position(int track) {
        return (track % 2 == 1 ? "A" : "B") + (track + 1) / 2;
    }

    private static String duration(SplittableRandom random) {
        return random.nextInt(3) == 0 ? "" : 1 + random.nextInt(9) + ":" + (10 + random.nextInt(50));
    }

    private static void writeIdentifiers(SplittableRandom random, Xml xml) {
        int identifiers = random.nextInt(5);
        if (identifiers == 0) {
            xml.empty("identifiers");
            return;
        }
        xml.open("identifiers");
        for (int i = 0; i < identifiers; i++) {
            var type = Words.pick(Words.IDENTIFIERS, random);
            var value = Long.toString(random.nextLong(1L << 42)) + (i == 0 ? "" : " \"A\" <etched>");
            if (random.nextBoolean()) {
                xml.empty("identifier", "type", type, "description", "Side A, variant " + i, "value", value);
            } else {
                xml.empty("identifier", "type", type, "value", value);
            }
        }
        xml.close("identifiers");
    }

    private void writeCompanies(SplittableRandom random, Xml xml) {
        int companies = random.nextInt(6) - 2;
        if (companies <= 0) {
            xml.empty("companies");
            return;
        }
        xml.open("companies");
        for (int i = 0; i < companies; i++) {
            long company = catalogue.reference(LABELS, random);
            int role = random.nextInt(Words.COMPANY_ROLES.length);
            boolean hasId = random.nextInt(100) != 0;
            xml.open("company");
            if (hasId) {
                xml.text("id", Long.toString(company));
            }
            xml.text("name", catalogue.nameOf(LABELS, company));
            xml.text("catno", random.nextInt(20) == 0 ? "P-" + company : "");
            xml.text("entity_type", Integer.toString(4 + role)).text("entity_type_name", Words.COMPANY_ROLES[role]);
            xml.text("resource_url", hasId ? "https://api.discogs.com/labels/" + company : "");
            xml.close("company");
        }
        xml.close("companies");
    }

    private void writeSeries(SplittableRandom random, Xml xml) {
        if (format == DumpFormat.NEW && random.nextInt(25) == 0) {
            long series = catalogue.reference(LABELS, random);
            xml.open("series");
            xml.empty("series", "name", catalogue.nameOf(LABELS, series), "catno", "", "id", Long.toString(series));
            xml.close("series");
        }
    }
}
