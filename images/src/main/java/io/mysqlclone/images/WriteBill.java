package io.mysqlclone.images;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the bill of materials of an image. */
@Command(name = "bill", description = "Adds the base to the bill of materials of a program.")
final class WriteBill implements Callable<Integer> {
    @Option(names = "--program", required = true, description = "CycloneDX bill that the build made of the program")
    private Path program = Path.of("");

    @Option(names = "--root", required = true, description = "root directory that the base was made of")
    private Path root = Path.of("");

    @Option(names = "--out", required = true, description = "file to write")
    private Path out = Path.of("");

    @Override
    public Integer call() throws Exception {
        var bill = new BillOfMaterials(program);
        bill.addBase(root);
        bill.write(out);
        return 0;
    }
}
