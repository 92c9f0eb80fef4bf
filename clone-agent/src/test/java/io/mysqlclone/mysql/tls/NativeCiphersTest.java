package io.mysqlclone.mysql.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As the JDK's TLS uses them, on what the JDK's own ciphers sealed. */
final class NativeCiphersTest {
    private static final byte[] RECORD_HEADER = {23, 3, 3, 0x40, 0};

    @BeforeAll
    static void installTwice() {
        NativeCiphers.install();
        NativeCiphers.install();
    }

    @ParameterizedTest
    @CsvSource({"AES/GCM/NoPadding, 16", "AES/GCM/NoPadding, 32", "ChaCha20-Poly1305, 32"})
    void opensARecordInPlace(String name, int keyLength) throws Exception {
        byte[] plain = "a part of a page".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer record = sealed(name, keyLength, plain);
        Cipher cipher = init(Cipher.getInstance(name), Cipher.DECRYPT_MODE, keyLength);

        int length = cipher.doFinal(record.duplicate(), record);

        assertThat(cipher.getProvider()).isSameAs(Security.getProviders()[0]).isInstanceOf(NativeCiphers.class);
        byte[] opened = new byte[length];
        record.flip().get(opened);
        assertThat(opened).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"AES/GCM/NoPadding, 16", "AES/GCM/NoPadding, 32", "ChaCha20-Poly1305, 32"})
    void refusesADamagedRecord(String name, int keyLength) throws Exception {
        ByteBuffer record = sealed(name, keyLength, new byte[1000]);
        record.put(500, (byte) (record.get(500) ^ 1));
        Cipher cipher = init(Cipher.getInstance(name), Cipher.DECRYPT_MODE, keyLength);

        assertThatThrownBy(() -> cipher.doFinal(record.duplicate(), record)).isInstanceOf(AEADBadTagException.class);
    }

    private static ByteBuffer sealed(String name, int keyLength, byte[] plain) throws GeneralSecurityException {
        byte[] sealed = init(Cipher.getInstance(name, "SunJCE"), Cipher.ENCRYPT_MODE, keyLength)
                .doFinal(plain);
        return ByteBuffer.allocateDirect(sealed.length).put(sealed).flip();
    }

    private static Cipher init(Cipher cipher, int mode, int keyLength) throws GeneralSecurityException {
        boolean aes = cipher.getAlgorithm().startsWith("AES");
        byte[] nonce = new byte[12];
        AlgorithmParameterSpec parameters = aes ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(nonce);
        cipher.init(mode, new SecretKeySpec(new byte[keyLength], aes ? "AES" : "ChaCha20"), parameters);
        cipher.updateAAD(RECORD_HEADER);
        return cipher;
    }
}
