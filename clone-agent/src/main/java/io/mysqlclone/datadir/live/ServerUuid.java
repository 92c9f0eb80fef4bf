package io.mysqlclone.datadir.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code server_uuid} of the server that a data directory belongs to, from its {@code auto.cnf}. */
public final class ServerUuid {
    private static final long LONGEST_FILE = 64 << 10;
    private static final Pattern ENTRY =
            Pattern.compile("^\\s*server[-_]uuid\\s*=\\s*([0-9A-Fa-f-]{36})\\s*$", Pattern.MULTILINE);

    private ServerUuid() {}

    /** Empty when no server has started there yet, or the file says nothing that is one. */
    public static Optional<String> of(Path dataDir) throws IOException {
        Path file = dataDir.resolve("auto.cnf");
        if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_FILE) {
            return Optional.empty();
        }
        Matcher entry = ENTRY.matcher(Files.readString(file, StandardCharsets.UTF_8));
        return entry.find() ? Optional.of(entry.group(1)) : Optional.empty();
    }
}
