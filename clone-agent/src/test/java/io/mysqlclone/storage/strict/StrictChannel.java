package io.mysqlclone.storage.strict;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A descriptor of a file, or of a directory that is to be made durable. */
final class StrictChannel extends FileChannel {
    private final StrictFileSystem system;
    private final StrictPath path;
    private final Node node;
    private long position;

    StrictChannel(StrictPath path, Node node) {
        this.system = path.system();
        this.path = path;
        this.node = node;
        if (node instanceof Node.Content content) {
            content.open.add(this);
        }
    }

    private Node.Content content() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (node instanceof Node.Content content) {
            return content;
        }
        throw new IOException(path + ": Is a directory");
    }

    @Override
    public int write(ByteBuffer src, long offset) throws IOException {
        synchronized (system) {
            Node.Content content = content();
            boolean lost = system.operation(path, true);
            byte[] bytes = new byte[src.remaining()];
            src.get(bytes);
            content.write(Math.toIntExact(offset), bytes);
            if (lost) {
                content.lose();
            }
            return bytes.length;
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        int written = write(src, position);
        position += written;
        return written;
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            written += write(srcs[i]);
        }
        return written;
    }

    @Override
    public int read(ByteBuffer dst, long offset) throws IOException {
        synchronized (system) {
            Node.Content content = content();
            system.check(path);
            if (offset >= content.size()) {
                return -1;
            }
            int length = (int) Math.min(dst.remaining(), content.size() - offset);
            for (int i = 0; i < length; i++) {
                dst.put(content.at((int) offset + i));
            }
            return length;
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        int read = read(dst, position);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void force(boolean metaData) throws IOException {
        synchronized (system) {
            if (!isOpen()) {
                throw new ClosedChannelException();
            }
            try {
                boolean _ = system.operation(path, false);
            } catch (IOException e) {
                if (node instanceof Node.Content content) {
                    content.lose();
                    content.untold.remove(this);
                }
                throw e;
            }
            switch (node) {
                case Node.Folder folder -> folder.force();
                case Node.Content content -> {
                    content.force();
                    if (content.untold.remove(this)) {
                        throw new IOException("Input/output error");
                    }
                }
            }
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        synchronized (system) {
            system.check(path);
            return content().size();
        }
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        synchronized (system) {
            boolean _ = system.operation(path, false);
            content().truncate(Math.toIntExact(size));
            position = Math.min(position, size);
            return this;
        }
    }

    @Override
    protected void implCloseChannel() {
        synchronized (system) {
            if (node instanceof Node.Content content) {
                content.open.remove(this);
                content.untold.remove(this);
            }
        }
    }

    @Override
    public long transferTo(long offset, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel src, long offset, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long offset, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long offset, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long offset, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
