@NullMarked
package io.mysqlclone.testbed.image;

import org.jspecify.annotations.NullMarked;
