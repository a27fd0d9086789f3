package org.apache.lucene.search;

public final class PruningShim {
    public static Pruning of(boolean prunes) {
        return prunes ? Pruning.GREATER_THAN_OR_EQUAL_TO : Pruning.NONE;
    }

    public static boolean on(Pruning pruning) {
        return pruning != Pruning.NONE;
    }
}
