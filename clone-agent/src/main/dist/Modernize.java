import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Gives the classes of jars that were compiled for Java 5 the format of Java 8, with the same code. An AOT cache takes no
 * class before Java 6 and none that extends one (HotSpot: "old class file version"), which would be all of picocli and half
 * of our command line, loaded and verified anew at each start. The jars must be on the class path too.
 */
void main(String[] jars) throws IOException {
    ClassFile format = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    ClassTransform version = (target, element) -> {
        if (element instanceof ClassFileVersion) {
            target.withVersion(ClassFile.JAVA_8_VERSION, 0);
        } else {
            target.with(element);
        }
    };
    // Only code that is written anew gets stack maps.
    ClassTransform modern = version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL));
    for (String jar : jars) {
        try (FileSystem content = FileSystems.newFileSystem(Path.of(jar));
                var files = Files.walk(content.getPath("/"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                var old = format.parse(Files.readAllBytes(file));
                if (old.majorVersion() < ClassFile.JAVA_6_VERSION) {
                    Files.write(file, format.transformClass(old, modern));
                }
            }
        }
    }
}
