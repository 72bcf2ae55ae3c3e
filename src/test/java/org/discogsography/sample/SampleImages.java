package org.discogsography.sample;

import java.util.SplittableRandom;

/** Writes the images that older dumps list, without their addresses. */
final class SampleImages {

    private SampleImages() {}

    static void write(DumpFormat format, SplittableRandom random, Xml xml) {
        int images = random.nextInt(5);
        if (format == DumpFormat.NEW || images == 0) {
            return;
        }
        xml.open("images");
        for (int i = 0; i < images; i++) {
            var height = Integer.toString(100 + random.nextInt(501));
            xml.empty(
                    "image",
                    "type",
                    i == 0 ? "primary" : "secondary",
                    "uri",
                    "",
                    "uri150",
                    "",
                    "width",
                    "600",
                    "height",
                    height);
        }
        xml.close("images");
    }
}
