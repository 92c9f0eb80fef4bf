/** Tests of what images are made of; that they run, {@code images/build} shows itself. */
@NullMarked
package io.mysqlclone.images;

import org.jspecify.annotations.NullMarked;
