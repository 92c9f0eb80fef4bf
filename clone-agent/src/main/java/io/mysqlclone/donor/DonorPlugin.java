package io.mysqlclone.donor;

/**
 * A plugin that a recipient's server must have.
 *
 * @param sharedObject its library, such as {@code ha_archive.so}; empty when it is built in
 */
public record DonorPlugin(String name, String sharedObject) {
    public DonorPlugin {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A plugin has a name");
        }
        if (sharedObject.indexOf('/') >= 0 || sharedObject.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("A plugin's library is a file name without directories");
        }
    }
}
