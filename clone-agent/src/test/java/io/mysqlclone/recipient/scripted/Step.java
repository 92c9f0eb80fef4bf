package io.mysqlclone.recipient.scripted;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.Descriptor;

/** One thing that a scripted donor does on a connection. */
public sealed interface Step {
    /** Sends {@code COM_RES_DATA_DESC} with a descriptor of InnoDB. */
    record Describe(Descriptor descriptor) implements Step {}

    /** Sends {@code COM_RES_DATA}. */
    record Data(Bytes bytes) implements Step {
        public Data(byte[] bytes) {
            this(Bytes.of(bytes));
        }
    }

    /** Sends a packet with this payload and the next sequence number of the exchange. */
    record Packet(Bytes payload) implements Step {
        public Packet(byte[] payload) {
            this(Bytes.of(payload));
        }
    }

    /** Writes bytes on the socket that need not be a packet. */
    record Raw(Bytes bytes) implements Step {
        public Raw(byte[] bytes) {
            this(Bytes.of(bytes));
        }
    }

    /** Sends the packet again and again, until the recipient goes. */
    record Flood(Bytes payload) implements Step {
        public Flood(byte[] payload) {
            this(Bytes.of(payload));
        }
    }

    /** Sends the first half of the packet that another step would send. */
    record Half(Step step) implements Step {}

    /** Waits until the recipient has acknowledged the state on its other connection. */
    record AwaitAck(SnapshotState state) implements Step {}

    /** Waits until a worker has sent COM_EXECUTE. */
    record AwaitWorker() implements Step {}

    /** Says nothing more until the recipient goes. */
    record Silence() implements Step {}

    /** Shuts the sending half of the socket, and goes on to listen. */
    record HalfClose() implements Step {}

    /** Closes the socket. */
    record Close() implements Step {}
}
