package io.mysqlclone.mysql.connection;

import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.packet.PacketReader;
import io.mysqlclone.mysql.packet.PacketWriter;
import io.mysqlclone.mysql.packet.Payload;
import io.mysqlclone.mysql.packet.ResponsePacket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the answer to {@code COM_QUERY} in the text protocol: for a few short rows, not for data. */
final class TextQuery {
    private static final int MAX_COLUMNS = 4096;
    private static final int MAX_ROWS = 100_000;
    private static final int TEXTS_BEFORE_NAME = 4;
    private static final int MAX_EOF_LENGTH = 8;

    private final PacketReader reader;
    private final boolean deprecateEof;
    private int bytesLeft;

    /**
     * The answer that comes next.
     *
     * @param maxBytes a longer one is malformed, whatever it consists of
     */
    TextQuery(PacketReader reader, boolean deprecateEof, int maxBytes) {
        this.reader = reader;
        this.deprecateEof = deprecateEof;
        this.bytesLeft = maxBytes;
    }

    /** The result; without columns and rows for a statement that has none. */
    ResultTable table() throws IOException {
        Payload head = packet();
        switch (head.peek()) {
            case ResponsePacket.OK -> {
                return new ResultTable(List.of(), List.of());
            }
            case ResponsePacket.ERR -> throw ResponsePacket.error(head);
            case ResponsePacket.LOCAL_INFILE ->
                throw new MalformedPacketException("The server asked for a local file, which is never given");
            default -> {}
        }
        long columns = head.lengthEncoded();
        if (columns < 1 || columns > MAX_COLUMNS) {
            throw new MalformedPacketException("A result set has " + columns + " columns");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            names.add(columnName(packet()));
        }
        if (!deprecateEof) {
            packet();
        }
        List<List<Optional<String>>> rows = new ArrayList<>();
        for (Payload row = packet(); !isEnd(row); row = packet()) {
            if (rows.size() == MAX_ROWS) {
                throw new MalformedPacketException("A result set has more than " + MAX_ROWS + " rows");
            }
            rows.add(row(row, (int) columns));
        }
        return new ResultTable(names, rows);
    }

    /** The fifth text, behind catalog, schema, table, and the table's name without alias. */
    private static String columnName(Payload definition) throws MalformedPacketException {
        for (int i = 0; i < TEXTS_BEFORE_NAME; i++) {
            definition.skip(definition.lengthEncoded());
        }
        return definition.lengthEncodedText();
    }

    private boolean isEnd(Payload packet) throws IOException {
        if (packet.peek() == ResponsePacket.ERR) {
            throw ResponsePacket.error(packet);
        }
        // A row may begin with the same byte: then it is the length of a field beyond 16 MiB.
        int limit = deprecateEof ? PacketWriter.MAX_PACKET : MAX_EOF_LENGTH + 1;
        return packet.peek() == ResponsePacket.EOF && packet.remaining() < limit;
    }

    private static List<Optional<String>> row(Payload packet, int columns) throws MalformedPacketException {
        List<Optional<String>> row = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            if (packet.peek() == ResponsePacket.LOCAL_INFILE) {
                packet.skip(1);
                row.add(Optional.empty());
            } else {
                row.add(Optional.of(packet.lengthEncodedText()));
            }
        }
        return row;
    }

    private Payload packet() throws IOException {
        reader.nextPacket();
        Payload payload = new Payload(reader.readRest(bytesLeft));
        bytesLeft -= payload.remaining();
        return payload;
    }
}
