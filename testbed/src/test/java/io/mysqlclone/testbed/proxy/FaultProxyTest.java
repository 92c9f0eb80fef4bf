package io.mysqlclone.testbed.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FaultProxyTest {

    private static final int PAYLOAD = 100;
    private static final byte[] PLAIN_LOGIN = {0x05, 0, 0, 0};
    private static final byte[] SSL_REQUEST = {0, 0x08, 0, 0};

    private ServerSocket donor;
    private FaultProxy proxy;
    private Socket recipient;
    private Socket donorSide;

    @BeforeEach
    void connectThroughTheProxy() throws IOException {
        donor = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.to(donor.getLocalPort());
        recipient = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        recipient.setSoTimeout(20_000);
        donorSide = donor.accept();
        donorSide.setSoTimeout(20_000);
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        recipient.close();
        donorSide.close();
        donor.close();
    }

    @Test
    void cutsInsideThePacketThatWasNamedAndNotBefore() throws IOException {
        enterCloneMode();
        proxy.onNthPacket(2, packet -> packet.isResponse(Packet.DATA), new Fault.CutAt(50, Fault.Cut.FIN));
        respond(Packet.DATA);
        respond(Packet.COMPLETE);
        respond(Packet.DATA);
        respond(Packet.DATA);

        byte[] received = recipient.getInputStream().readAllBytes();

        assertThat(received).hasSize(2 * (4 + PAYLOAD) + 50);
        assertThat(proxy.open()).isZero();
        assertThat(proxy.connections().getFirst().bytes(Direction.DONOR_TO_RECIPIENT))
                .isEqualTo(received.length);
    }

    @Test
    void aResetIsSeenAsOne() throws IOException {
        enterCloneMode();
        proxy.onPacket(packet -> packet.isResponse(Packet.DATA), new Fault.CutAt(0, Fault.Cut.RST));
        respond(Packet.DATA);
        assertThatThrownBy(() -> recipient.getInputStream().readAllBytes())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void packetsBeforeCloneModeAreNoResponses() throws IOException {
        proxy.onPacket(packet -> packet.isResponse(Packet.DATA), new Fault.CutAt(0, Fault.Cut.RST));
        send(recipient, 1, PLAIN_LOGIN);
        respond(Packet.DATA);
        assertThat(new DataInputStream(recipient.getInputStream()).readNBytes(4 + PAYLOAD))
                .hasSize(4 + PAYLOAD);
        assertThat(proxy.faults()).isZero();
    }

    @Test
    void tellsTheStageOfTheDataThatFollowsADescriptor() throws IOException {
        enterCloneMode();
        proxy.onPacket(
                packet -> packet.isResponse(Packet.DATA) && packet.stage() == 3, new Fault.CutAt(0, Fault.Cut.FIN));
        sendDataDescriptor(2);
        respond(Packet.DATA);
        sendDataDescriptor(3);
        respond(Packet.DATA);
        assertThat(recipient.getInputStream().readAllBytes()).hasSize(2 * (4 + 55) + 4 + PAYLOAD);
    }

    @Test
    void forwardsATlsSessionWithoutReadingPacketsIntoIt() throws IOException {
        proxy.onEveryPacket(packet -> packet.sequence() != 1, new Fault.CutAt(0, Fault.Cut.RST));
        send(recipient, 1, SSL_REQUEST);
        new DataInputStream(donorSide.getInputStream()).readNBytes(4 + SSL_REQUEST.length);
        byte[] noPacket = {22, 3, 3};
        donorSide.getOutputStream().write(noPacket);
        donorSide.shutdownOutput();
        // Fewer bytes than a header, and then the end: shown as they are.
        assertThat(recipient.getInputStream().readNBytes(3)).isEqualTo(noPacket);
    }

    @Test
    void aFrozenConnectionStaysOpenAndSilentUntilThawed() throws IOException {
        enterCloneMode();
        proxy.freeze();
        respond(Packet.COMPLETE);
        recipient.setSoTimeout(300);
        assertThatThrownBy(() -> recipient.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        assertThat(proxy.open()).isEqualTo(1);
        proxy.thaw();
        recipient.setSoTimeout(20_000);
        assertThat(recipient.getInputStream().readNBytes(4 + PAYLOAD)).hasSize(4 + PAYLOAD);
    }

    @Test
    void refusesNewConnectionsButKeepsOldOnes() throws IOException {
        enterCloneMode();
        proxy.refuseNew(true);
        try (Socket late = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            late.setSoTimeout(20_000);
            assertThatThrownBy(() -> late.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        respond(Packet.COMPLETE);
        assertThat(recipient.getInputStream().readNBytes(4 + PAYLOAD)).hasSize(4 + PAYLOAD);
    }

    @Test
    void cutsAllConnectionsAfterSoManyBytes() throws IOException {
        enterCloneMode();
        proxy.cutAllAfter(3L * (4 + PAYLOAD), Fault.Cut.FIN);
        for (int i = 0; i < 3; i++) {
            respond(Packet.DATA);
        }
        assertThat(recipient.getInputStream().readAllBytes()).hasSize(3 * (4 + PAYLOAD));
        await().until(() -> proxy.open() == 0);
    }

    @Test
    void corruptsTheByteThatWasNamed() throws IOException {
        enterCloneMode();
        proxy.onPacket(packet -> packet.isResponse(Packet.DATA), new Fault.Corrupt(10, 0x55));
        respond(Packet.DATA);
        byte[] received = recipient.getInputStream().readNBytes(4 + PAYLOAD);
        assertThat(received[4 + 9]).isZero();
        assertThat(received[4 + 10]).isEqualTo((byte) 0x55);
        assertThat(received[4 + 11]).isZero();
    }

    @Test
    void tellsTheTestWhatItsActionThrew() throws IOException {
        enterCloneMode();
        proxy.onPacket(packet -> packet.isResponse(Packet.DATA), new Fault.Run(() -> {
            throw new IllegalStateException("the action failed");
        }));
        respond(Packet.DATA);
        assertThat(recipient.getInputStream().readAllBytes()).isEmpty();
        assertThatThrownBy(() -> proxy.close()).hasMessage("the action failed");
    }

    private void enterCloneMode() throws IOException {
        send(recipient, 1, PLAIN_LOGIN);
        send(recipient, 0, new byte[] {0x20});
        new DataInputStream(donorSide.getInputStream()).readNBytes(4 + PLAIN_LOGIN.length + 4 + 1);
    }

    private void respond(int code) throws IOException {
        byte[] payload = new byte[PAYLOAD];
        payload[0] = (byte) code;
        send(donorSide, 0, payload);
    }

    private void sendDataDescriptor(int stage) throws IOException {
        byte[] payload = new byte[3 + 52];
        payload[0] = Packet.DATA_DESC;
        payload[3 + 11] = Packet.DATA_DESCRIPTOR;
        payload[3 + 15] = (byte) stage;
        send(donorSide, 0, payload);
    }

    private static void send(Socket socket, int sequence, byte[] payload) throws IOException {
        byte[] packet = new byte[4 + payload.length];
        packet[0] = (byte) payload.length;
        packet[3] = (byte) sequence;
        System.arraycopy(payload, 0, packet, 4, payload.length);
        socket.getOutputStream().write(packet);
    }
}
