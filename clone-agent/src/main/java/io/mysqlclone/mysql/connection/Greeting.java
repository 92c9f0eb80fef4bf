package io.mysqlclone.mysql.connection;

import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.packet.ResponsePacket;
import io.mysqlclone.mysql.transport.Connector;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Watchdog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The first words of a server, which it says to everybody without knowing who it is. */
public final class Greeting {
    private static final int HEADER = 4;
    private static final int PROTOCOL_VERSION = 10;

    private Greeting() {}

    /**
     * Whether a server speaks at an endpoint: greets, or says that it takes no more connections or none from here.
     *
     * @param limit how long it may take
     * @throws IOException when nobody answers, or not in time
     */
    public static boolean isGivenBy(Endpoint server, Duration limit) throws IOException {
        SocketWire wire = Connector.connect(server, limit);
        try (var _ = Watchdog.start(limit, wire::abort)) {
            ByteBuffer start = ByteBuffer.allocateDirect(HEADER + 1);
            while (start.hasRemaining()) {
                if (wire.read(start) < 0) {
                    return false;
                }
            }
            int first = start.get(HEADER) & 0xff;
            return first == PROTOCOL_VERSION || first == ResponsePacket.ERR;
        } finally {
            wire.abort();
        }
    }
}
