package io.mysqlclone.innodb.descriptor;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.CommandDecoder;
import io.mysqlclone.protocol.DdlSettings;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.protocol.RecordedSession;
import io.mysqlclone.protocol.ResponseDecoder;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Decoded packets in the notation of the recordings. */
public final class DecodedText {
    private DecodedText() {}

    static String of(RecordedSession.Packet packet) throws MalformedMessageException {
        return packet.isCommand()
                ? command(CommandDecoder.decode(packet.payload().buffer()))
                : response(ResponseDecoder.decode(packet.payload().buffer()), packet.payload());
    }

    /** The descriptor in a COM_RES_DATA_DESC. */
    public static Descriptor descriptor(Bytes packet) {
        return descriptor(packet.buffer().position(3).slice());
    }

    private static Descriptor descriptor(ByteBuffer descriptor) {
        try {
            return DescriptorDecoder.decode(descriptor);
        } catch (MalformedMessageException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String command(CloneCommand command) {
        return switch (command) {
            case CloneCommand.Init(var version, var ddl, var locators) -> begin(version, ddl, locators);
            case CloneCommand.Attach(var version, var ddl, var locators) -> begin(version, ddl, locators);
            case CloneCommand.Reinit(var version, var ddl, var locators) -> begin(version, ddl, locators);
            case CloneCommand.Execute() -> "";
            case CloneCommand.Ack(var error, var locator, var descriptor) ->
                "error=%d%s desc_len=%d %s"
                        .formatted(error, locator(locator), descriptor.length(), text(descriptor(descriptor.buffer())));
            case CloneCommand.Exit() -> "";
        };
    }

    private static String begin(ProtocolVersion version, DdlSettings ddl, List<EngineLocator> locators) {
        int bits = ddl.blockDdl() ? ddl.timeoutSeconds() : ddl.timeoutSeconds() | Integer.MIN_VALUE;
        return "version=0x%04x ddl=0x%08x(timeout=%d no_backup_lock=%d)"
                        .formatted(version.code(), bits, ddl.timeoutSeconds(), ddl.blockDdl() ? 0 : 1)
                + locators(locators);
    }

    private static String response(CloneResponse response, Bytes packet) {
        return switch (response) {
            case CloneResponse.Locators(var version, var locators) ->
                "version=0x%04x".formatted(version.code()) + locators(locators);
            case CloneResponse.DataDescriptor(var engine, var index, var descriptor) ->
                "engine=%d locindex=%d ".formatted(engine, index) + body(descriptor(descriptor));
            case CloneResponse.Data() ->
                "stored=%d first16=%s"
                        .formatted(
                                packet.length(),
                                HexFormat.of().formatHex(packet.toArray(), 1, Math.min(17, packet.length())));
            case CloneResponse.Plugin(var name) -> name;
            case CloneResponse.PluginV2(var name, var sharedObject) -> name + " = " + sharedObject;
            case CloneResponse.Config(var name, var value) -> name + " = " + value;
            case CloneResponse.ConfigV3(var name, var value) -> name + " = " + value;
            case CloneResponse.ConfigV4(var name, var json) -> name + " = " + json;
            case CloneResponse.Collation(var name) -> name;
            case CloneResponse.Complete() -> "";
            case CloneResponse.CloneError(var code, var message) -> code + " " + message;
            case CloneResponse.Unknown(var code, var body) -> "unknown " + code;
        };
    }

    private static String locators(List<EngineLocator> locators) {
        return locators.stream().map(DecodedText::locator).collect(Collectors.joining());
    }

    private static String locator(EngineLocator entry) {
        LocatorDescriptor descriptor =
                (LocatorDescriptor) descriptor(entry.locator().buffer());
        InnodbLocator locator = descriptor.locator();
        return " engine=%d loclen=%d loc{version=100 length=%d type=%d clone_id=%d snapshot_id=%d index=%d state=%d meta=%d%s}"
                .formatted(
                        entry.engineType(),
                        entry.locator().length(),
                        descriptor.encodedLength(),
                        descriptor.type(),
                        locator.cloneId(),
                        locator.snapshotId(),
                        locator.index(),
                        locator.state().code(),
                        locator.subState(),
                        descriptor.progress().map(DecodedText::progress).orElse(""));
    }

    private static String progress(ChunkProgress progress) {
        ByteBuffer encoded = ByteBuffer.allocate(progress.encodedLength());
        progress.encode(encoded);
        String incomplete = progress.incomplete().entrySet().stream()
                .map((Map.Entry<Integer, Integer> entry) -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
        StringBuilder words = new StringBuilder();
        for (int at = 8 + 8 * progress.incomplete().size(); at < encoded.capacity(); at += 4) {
            words.append(words.isEmpty() ? "" : ",").append("%08x".formatted(encoded.getInt(at)));
        }
        return " incomplete=" + incomplete + " bitmap_words=" + words;
    }

    private static String text(Descriptor descriptor) {
        return (descriptor instanceof StateDescriptor ? "STATE " : "") + body(descriptor);
    }

    private static String body(Descriptor descriptor) {
        String header = "v100 len=%d ".formatted(descriptor.encodedLength());
        return header
                + switch (descriptor) {
                    case LocatorDescriptor locator -> locator.toString();
                    case TaskDescriptor(var task, var chunk, var block) ->
                        "task=%d chunk=%d block=%d".formatted(task, chunk, block);
                    case StateDescriptor(
                            var state,
                            var task,
                            var chunks,
                            var files,
                            var estimate,
                            var disk,
                            var flags) ->
                        "state=%d(%s) task=%d chunks=%d files=%d estimate=%d estimate_disk=%d flags=0x%04x"
                                .formatted(state.code(), state, task, chunks, files, estimate, disk, flags);
                    case FileDescriptor file -> file(file);
                    case DataDescriptor data ->
                        "state=%d task=%d chunk=%d block=%d file=%d datalen=%d offset=%d filesize=%d"
                                .formatted(
                                        data.state().code(),
                                        data.taskIndex(),
                                        data.chunk(),
                                        data.block(),
                                        data.fileIndex(),
                                        data.length(),
                                        data.offset(),
                                        data.fileSize());
                };
    }

    private static String file(FileDescriptor file) {
        return "state=%d size=%d alloc=%d fsp=%d fsblk=%d flags=0x%04x space=%d index=%d first=%d last=%d namelen=%d name=%s%s"
                .formatted(
                        file.state().code(),
                        file.fileSize(),
                        file.allocatedSize(),
                        Integer.toUnsignedLong(file.fspFlags().raw()),
                        file.fsBlockSize(),
                        file.flags().bits(),
                        file.spaceId(),
                        file.fileIndex(),
                        file.firstChunk(),
                        file.lastChunk(),
                        file.name().map(name -> name.length() + 1).orElse(0),
                        file.name().orElse(""),
                        file.key().map(DecodedText::key).orElse(""));
    }

    private static String key(TablespaceKey key) {
        String hex = HexFormat.of().formatHex(key.toArray());
        return " key=" + hex.substring(0, 64) + " iv=" + hex.substring(64);
    }
}
