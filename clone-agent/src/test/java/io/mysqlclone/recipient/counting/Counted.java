package io.mysqlclone.recipient.counting;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a donor says of {@link CountingEngine}: how many numbers there are, each number, and that there are no more. */
public enum Counted {
    /** How many numbers there are. */
    START(1),
    /** The place of a number, which follows as data. */
    NUMBER(2),
    /** All numbers have come; to be acknowledged by the same. */
    END(3);

    /** Number of the engine. */
    public static final int TYPE = 99;

    private static final int BYTES = 2;

    private final int code;

    Counted(int code) {
        this.code = code;
    }

    /** A descriptor. */
    public byte[] of(int argument) {
        return new byte[] {(byte) code, (byte) argument};
    }

    /** The donor's name for the clone. */
    public static EngineLocator locator(int id, int... have) {
        byte[] bytes = new byte[1 + have.length];
        bytes[0] = (byte) id;
        for (int i = 0; i < have.length; i++) {
            bytes[i + 1] = (byte) have[i];
        }
        return new EngineLocator(TYPE, Bytes.of(bytes));
    }

    /** A number as data. */
    public static byte[] data(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    /** What the file holds that the numbers make. */
    public static byte[] content(int... numbers) {
        ByteBuffer content = ByteBuffer.allocate(numbers.length * Integer.BYTES);
        Arrays.stream(numbers).forEach(content::putInt);
        return content.array();
    }

    static Counted kind(ByteBuffer descriptor) throws EngineException {
        if (descriptor.remaining() == BYTES) {
            for (Counted kind : values()) {
                if (kind.code == descriptor.get(descriptor.position())) {
                    return kind;
                }
            }
        }
        throw EngineException.violation("the donor sends what is no descriptor of numbers");
    }

    static int argument(ByteBuffer descriptor) {
        return descriptor.get(descriptor.position() + 1);
    }
}
