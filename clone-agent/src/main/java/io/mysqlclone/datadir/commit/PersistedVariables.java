package io.mysqlclone.datadir.commit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.storage.DirectorySync;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@code SET PERSIST} keeps in {@code mysqld-auto.cnf} of the data directory: JSON, which mysqld reads at each start
 * before it runs anything, and which counts more than its option files and its command line. A clone has none of the donor's;
 * in place the recipient's own stays.
 */
final class PersistedVariables {
    /** The name of the file, in the data directory. */
    static final String FILE = "mysqld-auto.cnf";

    /** Far more than all variables of a server take: what is larger is something else. */
    private static final long LARGEST = 1 << 20;

    private static final String EVENTS = "event_scheduler";
    private static final String GROUP = "mysql_dynamic_variables";

    /** Of format 1, which MySQL before 8.0.29 wrote; it stays until somebody persists something. */
    private static final String OLD_GROUP = "mysql_server";

    private static final int VERSION = 2;
    private static final long MICROS = 1_000_000;

    private static final JsonFactory JSON = new JsonFactory();

    private PersistedVariables() {}

    static Path file(DataDirectory directory) {
        return directory.root().resolve(FILE);
    }

    /**
     * Tells whether {@link #stopEvents} would understand what is there; changes nothing.
     *
     * @throws TargetRefusedException when it would not
     */
    static void check(DataDirectory directory) throws IOException {
        var _ = withoutEvents(read(file(directory)), Instant.EPOCH);
    }

    /**
     * Has mysqld start with its event scheduler off from now on; all else that is there stays. All or nothing, and durable.
     *
     * @throws TargetRefusedException when what is there is not to be understood, with which mysqld would not start either
     */
    static void stopEvents(DataDirectory directory) throws IOException {
        Path file = file(directory);
        String text = withoutEvents(read(file), Instant.now());
        directory.createPrivate(directory.agentDirectory());
        Path next = directory.agentDirectory().resolve(FILE);
        DirectorySync.write(next, text);
        directory.adopt(next);
        DirectorySync.file(next);
        // Of a SET PERSIST that was cut off: mysqld would take it for the newer one.
        Files.deleteIfExists(file.resolveSibling(FILE + ".backup"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.directory(directory.root());
    }

    /** Whether the plan of a commit in place replaces the file. */
    static boolean areReplaced(CommitPlan plan) {
        return plan.replaceFiles().contains(listed());
    }

    /** Whether the plan of a commit in place has the file where there was none. */
    static boolean areNew(CommitPlan plan) {
        return plan.newFiles().contains(listed());
    }

    private static String listed() {
        return "./" + FILE;
    }

    /** Keeps what is there under the name by which mysqld knows what was put aside, all or nothing and durably. */
    static void save(DataDirectory directory) throws IOException {
        Path file = file(directory);
        Path next = directory.agentDirectory().resolve(FILE);
        Files.deleteIfExists(next);
        DirectorySync.copy(file, next);
        directory.adopt(next);
        DirectorySync.file(next);
        Files.move(next, NewData.saved(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.directory(directory.root());
    }

    /** Puts back what a commit in place has saved, if it has. */
    static void putBack(DataDirectory directory) throws IOException {
        Path file = file(directory);
        Path saved = NewData.saved(file);
        if (Files.exists(saved, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(saved, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DirectorySync.directory(directory.root());
        }
    }

    private static Optional<String> read(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
            throw unreadable(file.toString());
        }
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            throw unreadable(file.toString());
        }
    }

    private static TargetRefusedException unreadable(String what) {
        return new TargetRefusedException(what
                + " is not readable as the variables that mysqld keeps (SET PERSIST), so that its event scheduler can't be"
                + " switched off there: remove it, or leave out --stop-events");
    }

    /** The content of the file for a server that runs no events. */
    static String withoutEvents(Optional<String> before, Instant now) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            if (before.isEmpty()) {
                out.writeNumberField("Version", VERSION);
            }
            boolean written = before.isPresent() && copy(before.get(), out, now);
            if (!written) {
                out.writeObjectFieldStart(GROUP);
                writeOff(out, now);
                out.writeEndObject();
            }
            out.writeEndObject();
        } catch (JsonProcessingException e) {
            throw unreadable(FILE);
        }
        return text.toString();
    }

    /** Copies all but what is said of the event scheduler. */
    private static boolean copy(String before, JsonGenerator out, Instant now) throws IOException {
        boolean written = false;
        try (JsonParser parser = JSON.createParser(before)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable(FILE);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String group = parser.currentName();
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    out.writeFieldName(group);
                    out.copyCurrentStructure(parser);
                    continue;
                }
                out.writeObjectFieldStart(group);
                if (group.equals(GROUP) || group.equals(OLD_GROUP)) {
                    writeOff(out, now);
                    written = true;
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    if (parser.currentName().equals(EVENTS)) {
                        parser.nextToken();
                        parser.skipChildren();
                    } else {
                        out.copyCurrentStructure(parser);
                    }
                }
                out.writeEndObject();
            }
        }
        return written;
    }

    /** As mysqld writes it; without a name it takes the entry for none. */
    private static void writeOff(JsonGenerator out, Instant now) throws IOException {
        out.writeObjectFieldStart(EVENTS);
        out.writeStringField("Value", "OFF");
        out.writeObjectFieldStart("Metadata");
        out.writeStringField("Host", "localhost");
        out.writeStringField("User", "clone-agent");
        out.writeNumberField("Timestamp", now.getEpochSecond() * MICROS + now.getNano() / 1000);
        out.writeEndObject();
        out.writeEndObject();
    }
}
