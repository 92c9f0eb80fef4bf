package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.BinaryLogPosition;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.page.FirstPage;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.page.PageHeader;
import io.mysqlclone.innodb.source.FoundFile;
import io.mysqlclone.innodb.source.MasterKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What the pages in a spool say of all of their tablespace, or of all of the server. */
final class FirstPages {
    /** Where the position in the binary log is in the page of the transaction system, without the page's header (section 13). */
    private static final int POSITION_FROM_END = 1000;

    private static final int POSITION_MAGIC = 873422344;
    private static final int NAME_LENGTH = 512;
    /** In the system tablespace. */
    static final long TRANSACTION_SYSTEM_PAGE = 5;

    private final SpooledPages pages;
    private final Spool spool;
    private final FspFlags serverFlags;
    private final MasterKeys keys;

    FirstPages(SpooledPages pages, Spool spool, FspFlags serverFlags, MasterKeys keys) {
        this.pages = pages;
        this.spool = spool;
        this.serverFlags = serverFlags;
        this.keys = keys;
    }

    /** The files with flags and keys as their first pages have them, where these were copied. */
    FileWalk.Files refresh(FileWalk.Files files) throws DonorException {
        Map<Long, LiveFile> fresh = new TreeMap<>();
        for (LiveFile file : files.others().values()) {
            OptionalLong at = pages.offset(PageSet.key(file.spaceId(), 0));
            fresh.put(file.spaceId(), at.isPresent() ? refreshed(file, at.getAsLong()) : file);
        }
        return new FileWalk.Files(files.system(), fresh);
    }

    private LiveFile refreshed(LiveFile file, long at) throws DonorException {
        FspFlags size = FileChanges.flags(file, serverFlags);
        ByteBuffer page = read(at, size.physicalPageSize());
        FspFlags stored = FirstPage.storedFlags(page);
        try {
            Optional<EncryptionInfo> info = stored.isEncrypted()
                    ? Optional.of(EncryptionInfo.read(page, EncryptionInfo.offsetInFirstPage(size)))
                    : Optional.empty();
            int bits = (file.found().bits() & ~FileFlags.ENCRYPTED) | (info.isPresent() ? FileFlags.ENCRYPTED : 0);
            FoundFile found = file.found();
            return new LiveFile(
                    file.identity(),
                    new FoundFile(
                            found.path(),
                            found.name(),
                            found.spaceId(),
                            stored,
                            found.size(),
                            found.allocated(),
                            bits,
                            Optional.empty()),
                    info);
        } catch (MalformedMessageException e) {
            throw new DonorException(
                    DonorException.READ,
                    file.found().path() + " is encrypted, but has no key in its first page: " + e.getMessage(),
                    e);
        }
    }

    /** The key of an encrypted file, in clear. */
    TablespaceKey key(LiveFile file) throws DonorException {
        try {
            return keys.open(file.info().orElseThrow(), file.found().path().toString());
        } catch (EngineException e) {
            throw new DonorException(DonorException.ENCRYPTION, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The page of the transaction system with the binary log's position in it. A server keeps that up to date only while its own
     * clone plugin makes a clone.
     */
    SpooledPages withPosition(BinaryLogPosition position) throws DonorException {
        long key = PageSet.key(SpaceIds.SYSTEM, TRANSACTION_SYSTEM_PAGE);
        ByteBuffer page = read(pages.offset(key).orElseThrow(), serverFlags.physicalPageSize());
        int at = page.capacity() - POSITION_FROM_END + PageHeader.LENGTH;
        byte[] name = ("./" + position.file()).getBytes(StandardCharsets.UTF_8);
        page.putInt(at, POSITION_MAGIC);
        page.putLong(at + 4, position.offset());
        for (int i = 0; i < NAME_LENGTH && at + 12 + i < page.capacity() - 8; i++) {
            page.put(at + 12 + i, i < name.length ? name[i] : 0);
        }
        new PageChecksum(serverFlags).stamp(page, 0);
        return new SpooledPages(new long[] {key}, new long[] {spool.addPages(page.clear())});
    }

    private ByteBuffer read(long at, int length) throws DonorException {
        ByteBuffer page = ByteBuffer.allocate(length);
        try {
            while (page.hasRemaining() && spool.pages().read(page, at + page.position()) >= 0) {}
            return page.clear();
        } catch (IOException e) {
            throw new DonorException(DonorException.READ, "changed pages can't be read again: " + e.getMessage(), e);
        }
    }
}
