/** Makes the files of the repository that follow from the classes, and holds them current. */
@NullMarked
package io.mysqlclone.api.generate;

import org.jspecify.annotations.NullMarked;
