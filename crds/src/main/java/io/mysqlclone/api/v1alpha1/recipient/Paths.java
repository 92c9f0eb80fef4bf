package io.mysqlclone.api.v1alpha1.recipient;

/** What fields that hold paths may hold, as rules of the schema. */
final class Paths {
    static final int MAX_LENGTH = 1024;

    static final String RELATIVE = "!self.startsWith('/') && !self.split('/').exists(part, part in ['', '.', '..'])";

    static final String RELATIVE_MESSAGE =
            "give a path relative to the volume's root, such as mysql or mysql/data, without . or .. or a slash at"
                    + " its ends";

    static final String ABSOLUTE = "self.startsWith('/') && !self.split('/').exists(part, part in ['.', '..'])";

    static final String ABSOLUTE_MESSAGE =
            "give the absolute path of the data directory in the container, such as /var/lib/mysql, without . or ..";

    static final String ABSOLUTE_FILES =
            "self.all(file, file.startsWith('/') && !file.split('/').exists(part, part in ['.', '..']))";

    static final String ABSOLUTE_FILES_MESSAGE =
            "give the absolute path of each index file in the container, such as /var/log/mysql/binlog.index, without"
                    + " . or ..";

    /** As it may stand in the agent's options, where ';' and '=' have a meaning. */
    static final String ELSEWHERE =
            "self.matches('^(/[^/;=]+)+$') && !self.split('/').exists(part, part in ['.', '..'])";

    static final String ELSEWHERE_MESSAGE =
            "give the absolute path of a directory, such as /ext, without . or .., a slash at its end, ; or =";

    private Paths() {}
}
