use super::{failures, refusals, texts};

#[test]
fn cdate() {
    texts(&[
        (r#"CDate("2022-10-09-07:00")"#, Some("10/9/2022 7:00:00 AM")),
        (r#"CDate("2021-06-30+08:00")"#, Some("6/29/2021 4:00:00 PM")),
        (
            r#"CDate("2009-06-15T01:45:30-07:00")"#,
            Some("6/15/2009 8:45:30 AM"),
        ),
        (
            r#"CDate("2022-10-09T08:07:06.123Z")"#,
            Some("10/9/2022 8:07:06 AM"),
        ),
        (
            r#"CDate(" 2022-10-09 18:07 ")"#,
            Some("10/9/2022 6:07:00 PM"),
        ),
        (
            r#"CDate("10/9/2022 12:07:06 AM")"#,
            Some("10/9/2022 12:07:06 AM"),
        ),
        (r#"CDate("10/9/2022")"#, Some("10/9/2022 12:00:00 AM")),
        ("CDate([missing])", None),
        ("CDate([empty])", None),
    ]);
    failures(&[
        (
            "CDate([state])",
            "[state]",
            "`Utrecht` is not a date that can be read",
        ),
        (
            r#"DateAdd("d", 1, CDate("2022-13-01"))"#,
            r#""2022-13-01""#,
            "`2022-13-01` is not a date that can be read",
        ),
    ]);
}

#[test]
fn date_add() {
    texts(&[
        (
            r#"DateAdd("d", 7, CDate([hired]))"#,
            Some("3/8/2023 5:00:00 AM"),
        ),
        (
            r#"DateAdd("d", -10, CDate([hired]))"#,
            Some("2/19/2023 5:00:00 AM"),
        ),
        (
            r#"DateAdd("ww", 2, CDate([hired]))"#,
            Some("3/15/2023 5:00:00 AM"),
        ),
        (
            r#"DateAdd("m", 10, CDate([hired]))"#,
            Some("1/1/2024 5:00:00 AM"),
        ),
        (
            r#"DateAdd("yyyy", 2, CDate([hired]))"#,
            Some("3/1/2025 5:00:00 AM"),
        ),
        (
            r#"DateAdd("h", 30, CDate([hired]))"#,
            Some("3/2/2023 11:00:00 AM"),
        ),
        (r#"DateAdd("n", 90, Now())"#, Some("1/5/2026 4:34:05 PM")),
        (r#"DateAdd("s", -6, Now())"#, Some("1/5/2026 3:03:59 PM")),
        // The last day of a month that has no such day.
        (
            r#"DateAdd("m", 1, CDate("2024-01-31"))"#,
            Some("2/29/2024 12:00:00 AM"),
        ),
        (r#"DateAdd("d", 1, CDate([missing]))"#, None),
    ]);
    refusals(&[
        (
            r#"DateAdd("day", 1, Now())"#,
            r#""day""#,
            "`day` is not an interval; expected `yyyy`, `m`, `d`, `ww`, `h`, `n` or `s`",
        ),
        (
            r#"DateAdd("d", "one", Now())"#,
            r#""one""#,
            "`one` is not a whole number",
        ),
    ]);
    failures(&[
        (
            r"DateAdd([state], 1, Now())",
            "[state]",
            "`Utrecht` is not an interval; expected `yyyy`, `m`, `d`, `ww`, `h`, `n` or `s`",
        ),
        (
            r#"DateAdd("yyyy", 99999, Now())"#,
            "99999",
            "the date is outside the calendar",
        ),
    ]);
}

#[test]
fn date_diff() {
    let late = r#"CDate("8/25/2021 5:41:18 PM"), CDate("2012-03-16-07:00")"#;
    for (interval, expected) in [
        ("d", "-3449"),
        ("ww", "-493"),
        ("m", "-113"),
        ("yyyy", "-9"),
    ] {
        let expression = format!(r#"DateDiff("{interval}", {late})"#);
        texts(&[(&expression, Some(expected))]);
    }
    texts(&[
        (
            r#"DateDiff("d", CDate("2021-08-18+08:00"), CDate("2021-08-31+08:00"))"#,
            Some("13"),
        ),
        (
            r#"DateDiff("d", CDate("2021-08-31"), "2021-08-31")"#,
            Some("0"),
        ),
        (r#"DateDiff("h", "2021-08-24", "2021-08-25")"#, Some("24")),
        (r#"DateDiff("n", "2021-08-24", "2021-08-25")"#, Some("1440")),
        (
            r#"DateDiff("s", "2021-08-24", "2021-08-25")"#,
            Some("86400"),
        ),
        // Whole units of the time between, not changes of the calendar day.
        (
            r#"DateDiff("d", "2021-08-24 23:00", "2021-08-25 1:00")"#,
            Some("0"),
        ),
        (r#"DateDiff("yyyy", "2021-12-31", "2022-01-01")"#, Some("1")),
        (r#"DateDiff("d", [missing], Now())"#, None),
        (
            r#"Switch("1", , "1", IIF(DateDiff("d", Now(), CDate([hired])) > 5, "False", "True"))"#,
            Some("True"),
        ),
    ]);
    refusals(&[(
        r#"DateDiff("w", Now(), Now())"#,
        r#""w""#,
        "`w` is not an interval; expected `yyyy`, `m`, `d`, `ww`, `h`, `n` or `s`",
    )]);
}

#[test]
fn dates_of_active_directory() {
    texts(&[
        (
            "DateFromNum(129699324000000000)",
            Some("1/1/2012 11:00:00 PM"),
        ),
        ("DateFromNum([missing])", None),
        (
            r#"NumFromDate("2012-01-01T23:00:00Z")"#,
            Some("129699324000000000"),
        ),
        (r#"NumFromDate("1601-01-01T00:00:00.5Z")"#, Some("5000000")),
        (
            r#"NumFromDate(Join("", FormatDateTime("2020-12-31-08:00", ,"yyyy-MM-ddzzz", "yyyy-MM-dd"), " 23:59:59-08:00"))"#,
            Some("132539615990000000"),
        ),
        (
            r#"NumFromDate(Join("",FormatDateTime("12/31/2020 05:00:00 PM", ,"M/d/yyyy hh:mm:ss tt","yyyy-MM-dd")," 23:59:59-08:00"))"#,
            Some("132539615990000000"),
        ),
        ("NumFromDate([missing])", None),
    ]);
    refusals(&[("DateFromNum(-1)", "-1", "expected 0 or more, not -1")]);
    failures(&[
        (
            r#"NumFromDate("1600-12-31")"#,
            r#""1600-12-31""#,
            "Active Directory has no dates before 1601",
        ),
        (
            "DateFromNum([state])",
            "[state]",
            "`Utrecht` is not a whole number",
        ),
    ]);
}

#[test]
fn format_date_time() {
    let table = [
        (
            "20190214081530.7Z",
            "yyyyMMddHHmmss.fZ",
            "yyyy-MM-dd",
            "2019-02-14",
        ),
        (
            "14 Feb 19, 8 PM",
            "d MMM yy, h tt",
            "dddd, dd MMMM yyyy HH:mm",
            "Thursday, 14 February 2019 20:00",
        ),
        (" 2019-02-14 ", "yyyy-MM-dd", "M/d/yy ddd", "2/14/19 Thu"),
        (
            "2019-02-14T23:30-08:00",
            "yyyy-MM-ddTHH:mmzzz",
            "dd HH:mm zzz|zz|z",
            "15 07:30 +00:00|+00|+0",
        ),
        ("2019-02-14T23:30Z", "yyyy-MM-ddTHH:mmK", "HH:mmK", "23:30Z"),
        ("2019-02-14T23:30", "yyyy-MM-ddTHH:mmK", "HH:mmK", "23:30"),
        (
            "2019-02-14T23:30+01:00",
            "yyyy-MM-ddTHH:mmK",
            "HH:mmK",
            "22:30+00:00",
        ),
        (
            "08:15:30.25",
            "HH:mm:ss.FFF",
            "ss.fff ss.FFFF '['t\\d]",
            "30.250 30.25 [Ad]",
        ),
        ("08:15:30", "HH:mm:ss.FFF", "ss.FFF ss.f", "30 30.0"),
        ("12 AM", "h tt", "yyyy-MM-dd H:m", "2026-01-05 0:0"),
        ("50", "yy", "yyyy-MM-dd", "1950-01-01"),
        ("12/31", "MM/dd", "%y %M %d", "26 12 31"),
    ];
    for (source, from, to, expected) in table {
        let to = to.replace('\\', "\\\\");
        let expression = format!(r#"FormatDateTime("{source}", , "{from}", "{to}")"#);
        texts(&[(&expression, Some(expected))]);
    }
    texts(&[
        (r#"FormatDateTime([missing], , "yyyy-MM", "yyyy")"#, None),
        (
            r#"FormatDateTime("8:15", "NoCurrentDateDefault", "H:mm", "yyyy-MM-dd")"#,
            Some("0001-01-01"),
        ),
        (
            r#"FormatDateTime(" 8:15", "AllowLeadingWhite, AssumeUniversal", "H:mm", "HH.mm")"#,
            Some("08.15"),
        ),
    ]);
    refusals(&[
        (
            r#"FormatDateTime([a], , "yyyy-MM-dd g", "yyyy-MM")"#,
            "g",
            "`g` in a date format is not supported",
        ),
        (
            r#"FormatDateTime([a], , "yyyy-MM-dd", "\\\\yyyyyyy")"#,
            "yyyyyyy",
            "`yyyyyyy` in a date format is not supported",
        ),
        (
            r#"FormatDateTime([a], , "yyyy-MM-dd", "d")"#,
            "d",
            "a format of one letter is a .NET standard format, which is not supported; write the custom format",
        ),
        (
            r#"FormatDateTime([a], , "yyyy-MM-dd", "yyyy'T")"#,
            "'T",
            "`'` is not closed in the date format",
        ),
        (
            r#"FormatDateTime([a], "AllowInnerWhite", "yyyy-MM-dd", "yyyy-MM")"#,
            r#""AllowInnerWhite""#,
            "the style `AllowInnerWhite` is not supported",
        ),
        (
            r#"FormatDateTime([a], "Sloppy", "yyyy-MM-dd", "yyyy-MM")"#,
            r#""Sloppy""#,
            "`Sloppy` is not one of .NET's DateTimeStyles",
        ),
        (
            r#"FormatDateTime([a], , , "yyyy-MM")"#,
            "",
            "`FormatDateTime` needs `inputFormat`",
        ),
    ]);
    failures(&[
        (
            r#"FormatDateTime("2019-2-14", , "yyyy-MM-dd", "yyyy-MM")"#,
            r#""2019-2-14""#,
            "`2019-2-14` is not a date of the form `yyyy-MM-dd`",
        ),
        (
            r#"FormatDateTime("Mon 2019-02-14", , "ddd yyyy-MM-dd", "yyyy-MM")"#,
            r#""Mon 2019-02-14""#,
            "`Mon 2019-02-14` is not a date of the form `ddd yyyy-MM-dd`",
        ),
        (
            r#"FormatDateTime(" 8:15", "None", "H:mm", "HH.mm")"#,
            r#"" 8:15""#,
            "` 8:15` is not a date of the form `H:mm`",
        ),
    ]);
}

#[test]
fn now() {
    texts(&[("Now()", Some("1/5/2026 3:04:05 PM"))]);
}
