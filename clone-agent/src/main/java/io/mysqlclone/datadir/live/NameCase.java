package io.mysqlclone.datadir.live;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a server compares the names of schemas and tables: {@code lower_case_table_names}, which its data dictionary keeps
 * from the day on which it was initialised. A server that is configured otherwise does not start.
 */
public final class NameCase {
    private static final String DICTIONARY = "mysql.ibd";

    /** The dictionary's properties are among the first things that are stored in it. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int WINDOW = 1 << 20;
    /** Longer than what is looked for. */
    private static final int OVERLAP = 4096;

    private static final Pattern PROPERTIES =
            Pattern.compile("DD_VERSION=[0-9]{1,10};(?:[A-Z_]{1,64}=[^;]{0,64};){0,8}?LCTN=([012]);");

    private NameCase() {}

    /** Whether a file of this name is a server's data dictionary. */
    public static boolean isDictionary(Path file) {
        return file.endsWith(DICTIONARY);
    }

    /** As {@link #of}, of the server whose data is in a directory. */
    public static OptionalInt ofServer(Path dataDir) throws IOException {
        Path dictionary = dataDir.resolve(DICTIONARY);
        return Files.isRegularFile(dictionary) ? of(dictionary) : OptionalInt.empty();
    }

    /**
     * The value, 0 to 2, that a data dictionary was made with.
     *
     * @param dictionary the file, whatever its name is now
     * @return empty when it can't be told, as of an encrypted file
     */
    public static OptionalInt of(Path dictionary) throws IOException {
        var window = new byte[WINDOW];
        int kept = 0;
        long read = 0;
        try (InputStream file = new BufferedInputStream(Files.newInputStream(dictionary), WINDOW)) {
            while (read < MOST_BYTES) {
                int count = file.readNBytes(window, kept, WINDOW - kept);
                if (count == 0) {
                    return OptionalInt.empty();
                }
                read += count;
                int length = kept + count;
                Matcher properties = PROPERTIES.matcher(new String(window, 0, length, StandardCharsets.ISO_8859_1));
                if (properties.find()) {
                    return OptionalInt.of(Integer.parseInt(properties.group(1)));
                }
                kept = Math.min(OVERLAP, length);
                System.arraycopy(window, length - kept, window, 0, kept);
            }
        }
        return OptionalInt.empty();
    }
}
