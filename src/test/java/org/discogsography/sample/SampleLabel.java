package org.discogsography.sample;

import static org.discogsography.dump.DataType.LABELS;

/** Writes a label, with its parent and its sublabels. */
record SampleLabel(Catalogue catalogue, DumpFormat format) implements SampleRecord {

    @Override
    public void write(long id, Xml xml) {
        var random = catalogue.random(LABELS, id);
        xml.open("label");
        SampleImages.write(format, random, xml);
        xml.text("id", Long.toString(id));
        if (id != Catalogue.LABEL_WITHOUT_NAME) {
            xml.text("name", catalogue.nameOf(LABELS, id));
        }
        if (random.nextInt(4) == 0) {
            xml.text("contactinfo", Words.prose(random, 12) + "\r\nPhone: +1 313 874 8729\r\n");
        }
        if (random.nextInt(3) == 0) {
            xml.text("profile", Words.prose(random, 5 + random.nextInt(60)));
        }
        xml.text("data_quality", Words.pick(Words.QUALITIES, random));
        long parent = catalogue.parentOf(id);
        if (parent != 0 && catalogue.asserts(LABELS, id, parent)) {
            xml.text("parentLabel", catalogue.nameOf(LABELS, parent), "id", Long.toString(parent));
        }
        SampleArtist.writeUrls(random, xml);
        writeSublabels(id, xml);
        xml.close("label").line();
    }

    private void writeSublabels(long id, Xml xml) {
        long[] sublabels = catalogue
                .sublabelsOf(id)
                .filter(sublabel -> catalogue.asserts(LABELS, id, sublabel))
                .toArray();
        if (sublabels.length == 0) {
            return;
        }
        xml.open("sublabels");
        for (long sublabel : sublabels) {
            // The dump of August 2020 lacks the names and ids of all sublabels; later ones lack a few.
            switch ((int) (sublabel % 8)) {
                case 0 -> xml.empty("label");
                case 1 -> xml.text("label", catalogue.nameOf(LABELS, sublabel));
                default -> xml.text("label", catalogue.nameOf(LABELS, sublabel), "id", Long.toString(sublabel));
            }
        }
        xml.close("sublabels");
    }
}
