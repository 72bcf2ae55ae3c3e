package org.discogsography.sample;

import static org.discogsography.dump.DataType.MASTERS;

/** Writes a master: what all editions of a release have in common. */
record SampleMaster(Catalogue catalogue, DumpFormat format) implements SampleRecord {

    @Override
    public void write(long id, Xml xml) {
        var random = catalogue.random(MASTERS, id);
        xml.open("master", "id", Long.toString(id));
        xml.text("main_release", Long.toString(catalogue.mainReleaseOf(id)));
        SampleImages.write(format, random, xml);
        var credits = new SampleCredits(catalogue, random, xml);
        credits.writeArtists();
        credits.writeGenresAndStyles(id);
        xml.text("year", id % 9 == 0 ? "0" : Integer.toString(1950 + random.nextInt(75)));
        xml.text("title", catalogue.nameOf(MASTERS, id));
        xml.text("data_quality", Words.pick(Words.QUALITIES, random));
        if (random.nextInt(20) == 0) {
            xml.text("notes", Words.prose(random, 30));
        }
        credits.writeVideos();
        xml.close("master").line();
    }
}
