/** The recipient's half: files are staged by number, and named only in the one commit of all engines. */
@NullMarked
package io.mysqlclone.tablefiles.apply;

import org.jspecify.annotations.NullMarked;
