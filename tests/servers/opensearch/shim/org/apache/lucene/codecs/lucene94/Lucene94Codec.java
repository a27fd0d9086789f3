package org.apache.lucene.codecs.lucene94;

import org.apache.lucene.codecs.lucene912.Lucene912Codec;

public class Lucene94Codec extends Lucene912Codec {
    public enum Mode { BEST_SPEED, BEST_COMPRESSION }

    public Lucene94Codec() {
    }

    public Lucene94Codec(Mode mode) {
        super(Lucene912Codec.Mode.valueOf(mode.name()));
    }
}
