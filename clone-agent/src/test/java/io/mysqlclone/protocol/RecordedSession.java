package io.mysqlclone.protocol;

import io.mysqlclone.engine.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the recordings in {@code src/test/resources/captures}; their README says how they are made. */
public final class RecordedSession {
    /** All sessions there are. */
    public static final List<String> NAMES = List.of(
            "native-two-tasks", "ddl-and-page-copy", "encrypted-over-tls", "resume-part1", "resume-part2", "errors");

    private static final int RECORD_HEADER = 14;

    private RecordedSession() {}

    /**
     * One packet.
     *
     * @param kind for example {@code COM_INIT} or {@code RES_DATA_DESC/STATE}
     * @param values the decoded fields as text
     * @param fullLength length of the payload before it was cut
     * @param payload what was stored of it
     */
    public record Packet(int order, int connection, String kind, String values, int fullLength, Bytes payload) {
        /** Whether the recipient sent it. */
        public boolean isCommand() {
            return kind.startsWith("COM_");
        }
    }

    /** All packets of a session in the order of the recorder. */
    public static List<Packet> packets(String session) {
        Map<Integer, Packet> raw = new HashMap<>();
        readRecords(session + ".recipient-to-donor.bin", raw);
        readRecords(session + ".donor-to-recipient.bin", raw);
        List<Packet> packets = new ArrayList<>();
        new String(resource(session + ".decoded.tsv"), StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .forEach(line -> {
                    String[] columns = line.split("\t", -1);
                    Packet packet = Objects.requireNonNull(raw.remove(Integer.valueOf(columns[0])), line);
                    packets.add(new Packet(
                            packet.order,
                            packet.connection,
                            columns[5],
                            columns[6],
                            packet.fullLength,
                            packet.payload));
                });
        if (!raw.isEmpty()) {
            throw new IllegalStateException("packets without decoded values: " + raw.keySet());
        }
        return packets;
    }

    private static void readRecords(String file, Map<Integer, Packet> target) {
        ByteBuffer records = ByteBuffer.wrap(resource(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (records.remaining() >= RECORD_HEADER) {
            int order = records.getInt();
            int connection = records.get();
            records.get();
            int fullLength = records.getInt();
            byte[] payload = new byte[records.getInt()];
            records.get(payload);
            target.put(order, new Packet(order, connection, "", "", fullLength, Bytes.of(payload)));
        }
    }

    private static byte[] resource(String file) {
        try (InputStream in = RecordedSession.class.getResourceAsStream("/captures/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
