package io.mysqlclone.engine;

/** What the target demands of each file that a donor announces, before anything of it is transferred. */
@FunctionalInterface
public interface FileDemand {
    /** Any file will do. */
    FileDemand NONE = file -> {};

    /** @throws EngineException REFUSED when the target can't take the file */
    void check(AnnouncedFile file) throws EngineException;

    /**
     * A file that the donor announces.
     *
     * @param name as the donor names it
     * @param encrypted whether the server needs a key to read it
     */
    record AnnouncedFile(String name, boolean encrypted) {}
}
