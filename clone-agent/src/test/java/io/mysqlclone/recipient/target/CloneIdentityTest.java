package io.mysqlclone.recipient.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.mysqlclone.engine.Relocation;
import io.mysqlclone.recipient.DonorIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CloneIdentityTest {
    private static final Relocation ODD = new Relocation("/a, to=/b] x", Path.of("/new [1], to=\n/etc]"));
    private static final Relocation PLAIN = new Relocation("/ext", Path.of("/mnt"));

    private static CloneIdentity identity(String donor, boolean inPlace, Relocation... relocations) {
        return new CloneIdentity(donor, inPlace, new LinkedHashSet<>(List.of(relocations)), Optional.empty());
    }

    @Test
    void whateverAPathHoldsIsReadAsItWasWritten() throws IOException {
        var written = identity("[::1]:3306", true, ODD, PLAIN)
                .answeredBy(Optional.of(new DonorIdentity("9.7.4", Optional.of("uuid"))));
        assertThat(CloneIdentity.decode(written.encode())).isEqualTo(written);
        assertThat(CloneIdentity.decode(identity("h:1", false).encode())).isEqualTo(identity("h:1", false));
    }

    @Test
    void theOrderOfRelocationsAndWhoAnsweredMakeNoOtherClone() {
        assertThat(identity("h:1", true, ODD, PLAIN)
                        .isSameClone(identity("h:1", true, PLAIN, ODD)
                                .answeredBy(Optional.of(new DonorIdentity("9.7.4", Optional.empty())))))
                .isTrue();
    }

    @Test
    void addressFormAndRelocationsDo() {
        var clone = identity("h:1", true, PLAIN);
        assertThat(Set.of(identity("h:2", true, PLAIN), identity("h:1", false, PLAIN), identity("h:1", true)))
                .noneMatch(clone::isSameClone);
    }

    @Test
    void whoAnsweredOnceIsNotForgotten() {
        var known = Optional.of(new DonorIdentity("9.7.4", Optional.of("uuid")));
        assertThat(identity("h:1", true)
                        .answeredBy(known)
                        .answeredBy(Optional.empty())
                        .server())
                .isEqualTo(known);
    }

    @Test
    void anotherVersionsRecordIsNotGuessedAt() {
        ByteBuffer later = identity("h:1", true).encode().put(0, (byte) 9);
        assertThatIOException()
                .isThrownBy(() -> CloneIdentity.decode(later))
                .withMessageContaining("another version of clone-agent (format 9");
    }

    @Test
    void aRecordThatEndsTooEarlyIsRefused() {
        ByteBuffer whole = identity("h:1", true, PLAIN).encode();
        for (int length = 0; length < whole.limit(); length++) {
            ByteBuffer cut = whole.slice(0, length);
            assertThatIOException().isThrownBy(() -> CloneIdentity.decode(cut));
        }
    }
}
