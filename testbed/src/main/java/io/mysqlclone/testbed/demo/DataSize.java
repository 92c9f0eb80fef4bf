package io.mysqlclone.testbed.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** An amount of sample data, from 16 MiB to 1 TiB. */
record DataSize(int mebibytes) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6}) ?([MG])(i?B)?", Pattern.CASE_INSENSITIVE);

    /** Reads {@code 512M}, {@code 2G}, {@code 2GiB}. */
    static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size such as 512M or 2G");
        }
        long mebibytes = Long.parseLong(matcher.group(1)) * (matcher.group(2).equalsIgnoreCase("G") ? 1024 : 1);
        if (mebibytes < 16 || mebibytes > 1 << 20) {
            throw new TypeConversionException("'" + text + "' is not between 16M and 1024G");
        }
        return new DataSize((int) mebibytes);
    }

    @Override
    public String toString() {
        return mebibytes % 1024 == 0 ? mebibytes / 1024 + " GiB" : mebibytes + " MiB";
    }
}
