package io.mysqlclone.engine;

/**
 * An entry of a locator list: how a storage engine names the clone.
 *
 * @param engineType MySQL's legacy storage engine number, 0 to 255
 * @param locator the engine's own bytes, at most {@link #MAX_LENGTH}
 */
public record EngineLocator(int engineType, Bytes locator) {
    /** The engine type of InnoDB, the only engine of stock MySQL that clones. */
    public static final int INNODB = 12;

    /** Longest locator accepted or sent, in bytes; a stock one has 34 plus the progress of a restart. */
    public static final int MAX_LENGTH = 1 << 20;

    /** Most entries in a list. */
    public static final int MAX_COUNT = 16;

    public EngineLocator {
        if (engineType < 0 || engineType > 0xFF) {
            throw new IllegalArgumentException("engine type " + engineType + " is not within 0 to 255");
        }
        if (locator.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "locator of " + locator.length() + " bytes is longer than " + MAX_LENGTH);
        }
    }
}
