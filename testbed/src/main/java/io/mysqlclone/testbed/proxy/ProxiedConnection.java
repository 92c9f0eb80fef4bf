package io.mysqlclone.testbed.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One connection through a {@link FaultProxy}. */
public final class ProxiedConnection {

    private static final int CLIENT_COMPRESS = 0x20;
    private static final int CLIENT_SSL = 0x800;
    private static final int CLIENT_ZSTD = 1 << 26;
    private static final int COM_CLONE = 0x20;
    private static final int HEADER_BYTES = 4;

    private final FaultProxy proxy;
    private final int number;
    private final Socket recipient;
    private final Socket donor;
    private final Flow fromDonor = new Flow();
    private final Flow fromRecipient = new Flow();
    private volatile boolean open = true;
    private volatile boolean opaque;
    private volatile boolean cloneMode;
    private volatile int stage;

    ProxiedConnection(FaultProxy proxy, int number, Socket recipient, Socket donor) {
        this.proxy = proxy;
        this.number = number;
        this.recipient = recipient;
        this.donor = donor;
    }

    /** Its number, from 1 in the order of connecting. */
    public int number() {
        return number;
    }

    /** Bytes forwarded in a direction. */
    public long bytes(Direction direction) {
        return flow(direction).bytes();
    }

    /** Packets forwarded in a direction, as long as they could be told apart. */
    public long packets(Direction direction) {
        return flow(direction).packets();
    }

    /** Whether neither end has closed it and it was not cut. */
    public boolean isOpen() {
        return open;
    }

    /** Whether the session has asked to clone and has not left that mode; unknown, so false, under TLS and compression. */
    public boolean inCloneMode() {
        return cloneMode;
    }

    /** Cuts it now. */
    public void cut(Fault.Cut how) {
        open = false;
        for (Socket socket : new Socket[] {recipient, donor}) {
            try {
                switch (how) {
                    case FIN -> socket.shutdownOutput();
                    case RST -> socket.setSoLinger(true, 0);
                }
                // Bytes that arrived and were not read would turn the end of stream into a reset.
                while (how == Fault.Cut.FIN && socket.getInputStream().available() > 0) {
                    socket.getInputStream().skipNBytes(socket.getInputStream().available());
                }
                socket.close();
            } catch (IOException e) {
                // It was closed already, by its other end or by an earlier cut.
            }
        }
    }

    void start() {
        Thread.ofPlatform()
                .daemon()
                .name("fault-proxy-" + proxy.port() + "-" + number + "-down")
                .start(() -> pump(donor, recipient, Direction.DONOR_TO_RECIPIENT));
        Thread.ofPlatform()
                .daemon()
                .name("fault-proxy-" + proxy.port() + "-" + number + "-up")
                .start(() -> pump(recipient, donor, Direction.RECIPIENT_TO_DONOR));
    }

    boolean isFrozen(Direction direction) {
        return flow(direction).isFrozen();
    }

    void thaw() {
        fromDonor.setFrozen(false);
        fromRecipient.setFrozen(false);
    }

    private void pump(Socket from, Socket to, Direction direction) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (open) {
                if (opaque) {
                    int count = in.read(buffer);
                    if (count < 0) {
                        break;
                    }
                    forward(out, direction, buffer, count);
                } else {
                    forwardPacket(in, out, direction, buffer);
                }
            }
        } catch (IOException e) {
            // One end is gone: so shall the other be.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            proxy.failed(e);
        }
        if (open) {
            cut(Fault.Cut.FIN);
        }
    }

    private void forwardPacket(InputStream in, OutputStream out, Direction direction, byte[] buffer)
            throws IOException, InterruptedException {
        int received = in.readNBytes(buffer, 0, HEADER_BYTES);
        if (received < HEADER_BYTES) {
            forward(out, direction, buffer, received);
            throw new EOFException();
        }
        if (opaque) {
            // The session turned to TLS or compression while this thread was waiting: these 4 bytes are no header.
            forward(out, direction, buffer, HEADER_BYTES);
            return;
        }
        int length = (buffer[0] & 0xFF) | (buffer[1] & 0xFF) << 8 | (buffer[2] & 0xFF) << 16;
        int prefix = Math.min(length, Packet.PREFIX_BYTES);
        received += in.readNBytes(buffer, HEADER_BYTES, prefix);
        if (received < HEADER_BYTES + prefix) {
            forward(out, direction, buffer, received);
            throw new EOFException();
        }
        Packet packet = describe(direction, buffer, length, prefix);
        Optional<Fault> fault = proxy.faultFor(packet);
        Optional<Fault.CutAt> cut = Optional.empty();
        if (fault.isPresent()) {
            cut = apply(fault.get(), direction, buffer);
        }
        if (!open) {
            return;
        }
        flow(direction).countPacket();
        int left = HEADER_BYTES + length;
        int ready = HEADER_BYTES + prefix;
        int allowed = Math.min(left, cut.map(Fault.CutAt::bytes).orElse(left));
        while (allowed > 0) {
            int count = Math.min(ready, allowed);
            forward(out, direction, buffer, count);
            allowed -= count;
            if (allowed > 0) {
                ready = in.read(buffer, 0, Math.min(buffer.length, allowed));
                if (ready < 0) {
                    throw new EOFException();
                }
            }
        }
        cut.ifPresent(fatal -> cut(fatal.how()));
    }

    private Packet describe(Direction direction, byte[] buffer, int length, int prefixLength) {
        byte[] copy = Arrays.copyOfRange(buffer, HEADER_BYTES, HEADER_BYTES + prefixLength);
        ByteBuffer prefix = ByteBuffer.wrap(copy).asReadOnlyBuffer();
        if (direction == Direction.RECIPIENT_TO_DONOR) {
            followSession(copy, length);
        }
        Packet packet = new Packet(number, direction, buffer[3] & 0xFF, length, prefix, cloneMode, stage);
        int announced = packet.announcedStage();
        if (announced == 0 || announced == stage) {
            return packet;
        }
        stage = announced;
        return new Packet(number, direction, buffer[3] & 0xFF, length, prefix, cloneMode, stage);
    }

    private void followSession(byte[] prefix, int length) {
        boolean first = fromRecipient.packets() == 0;
        if (first && prefix.length >= 4) {
            int capabilities =
                    (prefix[0] & 0xFF) | (prefix[1] & 0xFF) << 8 | (prefix[2] & 0xFF) << 16 | prefix[3] << 24;
            opaque = (capabilities & (CLIENT_SSL | CLIENT_COMPRESS | CLIENT_ZSTD)) != 0;
        } else if (length == 1 && prefix[0] == COM_CLONE) {
            cloneMode = true;
        }
    }

    private Flow flow(Direction direction) {
        return direction == Direction.DONOR_TO_RECIPIENT ? fromDonor : fromRecipient;
    }

    /** Does what is asked, except for a cut inside the packet, which it returns for the time when the packet is forwarded. */
    private Optional<Fault.CutAt> apply(Fault fault, Direction direction, byte[] buffer) throws InterruptedException {
        switch (fault) {
            case Fault.CutAt cutAt -> {
                return Optional.of(cutAt);
            }
            case Fault.CutAll(Fault.Cut how) -> proxy.cutAll(how);
            case Fault.Freeze() -> flow(direction).setFrozen(true);
            case Fault.Delay(var time) -> TimeUnit.NANOSECONDS.sleep(time.toNanos());
            case Fault.Run(Runnable action) -> action.run();
            case Fault.Corrupt(int offset, int xor) -> buffer[HEADER_BYTES + offset] ^= (byte) xor;
        }
        return Optional.empty();
    }

    private void forward(OutputStream out, Direction direction, byte[] buffer, int count)
            throws IOException, InterruptedException {
        proxy.pass(this, direction, count);
        int allowed = proxy.prepare(direction, flow(direction).bytes(), buffer, count);
        out.write(buffer, 0, allowed);
        flow(direction).count(allowed);
        proxy.passed(direction, allowed);
    }
}
