package io.mysqlclone.recipient.target;

import io.mysqlclone.engine.Relocation;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.DonorIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a clone is to be, by which a later process tells whether what it finds in the target is of use to it.
 *
 * @param donor the donor's address as the user gave it
 * @param inPlace whether it replaces a server's data
 * @param relocations places for tablespaces outside the donor's data directory; their order means nothing
 * @param server which server answered there; empty until one did
 */
public record CloneIdentity(
        String donor, boolean inPlace, Set<Relocation> relocations, Optional<DonorIdentity> server) {
    private static final int VERSION = 1;
    /** Far more than a command line can name. */
    private static final int MOST_RELOCATIONS = 1 << 16;

    public CloneIdentity {
        relocations = Set.copyOf(relocations);
    }

    /** Of a clone that is asked for. */
    public static CloneIdentity of(CloneRequest.Target target, String donor) {
        return new CloneIdentity(donor, target.inPlace(), new LinkedHashSet<>(target.relocations()), Optional.empty());
    }

    /** The same clone, now that the donor has said who it is. */
    public CloneIdentity answeredBy(Optional<DonorIdentity> known) {
        return new CloneIdentity(donor, inPlace, relocations, known.or(() -> server));
    }

    /**
     * Whether the two are one clone: from the same address, of the same form, with the same relocations. Whether the same
     * server answers there is seen when it is asked.
     */
    public boolean isSameClone(CloneIdentity other) {
        return donor.equals(other.donor) && inPlace == other.inPlace && relocations.equals(other.relocations);
    }

    /** For a person. */
    public String description() {
        String moved = relocations.stream()
                .map(relocation -> relocation.from() + "=" + relocation.to())
                .sorted()
                .collect(Collectors.joining(", "));
        return "a clone of " + donor + (inPlace ? " in place" : "")
                + (moved.isEmpty() ? "" : " with the relocations " + moved);
    }

    /** The payload of a journal's record. */
    ByteBuffer encode() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            writeTo(out);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeByte(VERSION);
        out.writeUTF(donor);
        out.writeBoolean(inPlace);
        out.writeInt(relocations.size());
        for (Relocation relocation : relocations) {
            out.writeUTF(relocation.from());
            out.writeUTF(relocation.to().toString());
        }
        out.writeBoolean(server.isPresent());
        if (server.isPresent()) {
            out.writeUTF(server.get().version());
            out.writeUTF(server.get().serverUuid().orElse(""));
        }
    }

    /** @throws IOException when it is none, or was written by another version of this program */
    static CloneIdentity decode(ByteBuffer payload) throws IOException {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return readFrom(in);
        } catch (EOFException tooShort) {
            throw new IOException("the record that says what the clone is to be ends too early", tooShort);
        }
    }

    static CloneIdentity readFrom(DataInputStream in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException(
                    "what the clone is to be was written by another version of clone-agent (format " + version
                            + ", this one knows " + VERSION
                            + "): use the version that began it, or discard the clone and start over");
        }
        String donor = in.readUTF();
        boolean inPlace = in.readBoolean();
        int count = in.readInt();
        if (count < 0 || count > MOST_RELOCATIONS) {
            throw new IOException("the record that says what the clone is to be names " + count + " relocations");
        }
        Set<Relocation> relocations = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            relocations.add(new Relocation(in.readUTF(), Path.of(in.readUTF())));
        }
        Optional<DonorIdentity> server =
                in.readBoolean() ? Optional.of(new DonorIdentity(in.readUTF(), text(in.readUTF()))) : Optional.empty();
        return new CloneIdentity(donor, inPlace, relocations, server);
    }

    private static Optional<String> text(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
