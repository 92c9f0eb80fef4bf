package io.mysqlclone.replica;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.storage.DirectorySync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Certificates and keys that the recipient's mysqld reads whenever it connects to its source. They lie in its data
 * directory, the one place that it surely can read, whatever container, AppArmor profile or volume it lives in; it takes
 * plain files there for nothing of its own.
 */
final class SourceFiles {
    private final DataDirectory directory;
    private final Path mysqldsDirectory;
    private final String prefix;

    /**
     * Files of one channel.
     *
     * @param mysqldsDirectory the same data directory as mysqld calls it
     */
    SourceFiles(DataDirectory directory, Path mysqldsDirectory, String channel) {
        this.directory = directory;
        this.mysqldsDirectory = mysqldsDirectory;
        this.prefix = "clone-agent-replication" + (channel.isEmpty() ? "" : "-" + channel) + ".";
    }

    /** What mysqld is told; empty where there is no such file. */
    record Paths(String ca, String certificate, String key, String crl) {}

    /**
     * Writes what {@code tls} needs, in place of what was there for this channel.
     */
    Paths write(TlsOptions tls) throws IOException {
        Optional<byte[]> authorities = Optional.empty();
        if (tls.mode().verifiesCertificate()) {
            authorities = Optional.of(
                    tls.ca().isPresent() ? Files.readAllBytes(tls.ca().get()) : TrustedAuthorities.pem());
        }
        return new Paths(
                write("ca.pem", authorities),
                write("cert.pem", content(tls.certificate())),
                write("key.pem", content(tls.key())),
                write("crl.pem", content(tls.crl())));
    }

    /** As it is: mysqld takes all that this program takes, and comments may be in any encoding. */
    private static Optional<byte[]> content(Optional<Path> file) throws IOException {
        return file.isPresent() ? Optional.of(Files.readAllBytes(file.get())) : Optional.empty();
    }

    private String write(String role, Optional<byte[]> content) throws IOException {
        Path file = directory.root().resolve(prefix + role);
        if (content.isEmpty()) {
            Files.deleteIfExists(file);
            return "";
        }
        Path next = file.resolveSibling(prefix + role + ".new");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(next, content.get());
        directory.adoptPrivate(next);
        DirectorySync.file(next);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is a directory: remove it");
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.directory(directory.root());
        return mysqldsDirectory.resolve(file.getFileName()).toString();
    }
}
