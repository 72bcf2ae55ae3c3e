package org.discogsography.sample;

import static org.discogsography.dump.DataType.ARTISTS;

import java.util.SplittableRandom;

/** Writes an artist or a group, with its members, groups and aliases. */
record SampleArtist(Catalogue catalogue, DumpFormat format) implements SampleRecord {

    @Override
    public void write(long id, Xml xml) {
        var random = catalogue.random(ARTISTS, id);
        xml.open("artist");
        SampleImages.write(format, random, xml);
        xml.text("id", Long.toString(id)).text("name", catalogue.nameOf(ARTISTS, id));
        if (random.nextInt(4) == 0) {
            xml.text("realname", random.nextInt(8) == 0 ? " " : Words.title(random));
        }
        xml.text("profile", random.nextInt(4) == 0 ? Words.prose(random, 10 + random.nextInt(80)) : "");
        xml.text("data_quality", Words.pick(Words.QUALITIES, random));
        writeUrls(random, xml);
        writeNameVariations(random, xml);
        writeAliases(id, xml);
        writeMembers(id, random, xml);
        writeGroups(id, xml);
        xml.close("artist").line();
    }

    static void writeUrls(SplittableRandom random, Xml xml) {
        if (random.nextInt(4) == 0) {
            xml.open("urls");
            for (int i = random.nextInt(5); i >= 0; i--) {
                // Some users leave a line of the web form blank.
                xml.text(
                        "url",
                        random.nextInt(30) == 0
                                ? ""
                                : "https://www.example.org/?a=" + random.nextInt(1 << 20) + "&b=1");
            }
            xml.close("urls");
        }
    }

    private static void writeNameVariations(SplittableRandom random, Xml xml) {
        if (random.nextInt(3) == 0) {
            xml.open("namevariations");
            for (int i = random.nextInt(5); i >= 0; i--) {
                xml.text("name", Words.title(random));
            }
            xml.close("namevariations");
        }
    }

    private void writeAliases(long id, Xml xml) {
        long alias = catalogue.aliasOf(id);
        if (alias != 0 && catalogue.asserts(ARTISTS, id, alias)) {
            xml.open("aliases");
            writeName(alias, xml);
            xml.close("aliases");
        }
    }

    private void writeMembers(long id, SplittableRandom random, Xml xml) {
        if (!catalogue.isGroup(id)) {
            return;
        }
        boolean repeatsIds = format == DumpFormat.OLD || id % 36 == 0;
        xml.open("members");
        catalogue
                .membersOf(id)
                .filter(member -> catalogue.asserts(ARTISTS, id, member))
                .forEach(member -> {
                    if (repeatsIds) {
                        xml.text("id", Long.toString(member));
                    }
                    writeName(member, xml);
                });
        writeName(catalogue.reference(ARTISTS, random), xml);
        xml.close("members");
    }

    private void writeGroups(long id, Xml xml) {
        long group = catalogue.groupOf(id);
        if (group != 0 && catalogue.asserts(ARTISTS, id, group)) {
            xml.open("groups");
            writeName(group, xml);
            xml.close("groups");
        }
    }

    private void writeName(long id, Xml xml) {
        xml.text("name", catalogue.nameOf(ARTISTS, id), "id", Long.toString(id));
    }
}
