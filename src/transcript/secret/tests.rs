use super::*;

#[test]
fn a_secret_prints_as_stars() {
    let secret = Secret::new("t0ken");
    assert_eq!(format!("{secret} {secret:?}"), "*** ***");
    assert_eq!(secret.expose(), "t0ken");
}

#[test]
fn every_echoed_form_is_masked() {
    let masker = Masker::new([&Secret::new("a\"b/c+d-e")]);
    for echoed in [
        r#"a"b/c+d-e"#,
        r#"a\"b\/c+d-e"#,
        r#"a\\\"b\\/c+d-e"#,
        r"a\u0022b\u002Fc\u002bd-e",
        "a%22b%2Fc%2Bd-e",
        "a%22b%2fc%2bd%2de",
        "%61%22%62%2F%63%2B%64%2D%65",
        "a&quot;b/c+d-e",
        "a&#34;b&#x2F;c+d-e",
        "YSJiL2MrZC1l",
    ] {
        let masked = masker.mask_owned(format!("<p>{echoed}</p>"));
        assert_eq!(masked, "<p>***</p>");
    }
}

#[test]
fn the_beginning_of_a_secret_at_a_cut_is_dropped() {
    let secret = "a\"b/c+d-e";
    let masker = Masker::new([&Secret::new(secret), &Secret::new("unrelated")]);
    let base64 = STANDARD.encode(format!("be{secret}"));
    for echoed in [
        secret,
        r#"a\"b\/c+d-e"#,
        r#"a\\\"b\\/c+d-e"#,
        r"a\u0022b\u002Fc\u002bd-e",
        "%61%22%62%2F%63%2B%64%2D%65",
        "a&quot;b&#x2F;c+d-e",
        "YSJiL2MrZC1l",
        &base64[3..14],
    ] {
        for length in 1..echoed.len() {
            let cut = format!("<p>{}", &echoed[..length]);
            let kept = masker.without_cut_secret(cut.as_bytes());
            assert_eq!(kept, b"<p>", "{cut}");
        }
        // What is whole is found and masked.
        let whole = masker.mask_owned(echoed.to_owned());
        assert!(whole.starts_with("***"), "{whole}");
    }
    for kept in ["", "{\"Resources\":[", "a\"c", "a\"b/c+d-e "] {
        let body = kept.as_bytes();
        assert_eq!(masker.without_cut_secret(body), body, "{kept}");
    }
}

#[test]
fn a_text_of_backslashes_takes_no_time() {
    let masker = Masker::new([&Secret::new("t0ken")]);
    let text = "\\".repeat(1 << 18);
    assert_eq!(masker.mask_text(&text), text);
    assert!(masker.without_cut_secret(text.as_bytes()).len() > text.len() - 100);
}

#[test]
fn an_ampersand_may_be_no_entity() {
    for (secret, echoed) in [("a\"&#;b", "a\\\"&#;b"), ("a\"&lt;b", "a\\\"&lt;b")] {
        let masker = Masker::new([&Secret::new(secret)]);
        assert_eq!(masker.mask_text(echoed), "***", "{echoed}");
    }
}

#[test]
fn base64_of_a_longer_text_does_not_give_the_secret_away() {
    let secret = "s3cr3t?token>0815";
    let masker = Masker::new([&Secret::new(secret)]);
    for around in ["", "B", "Be", "Bearer ", "Basic u:"] {
        for alphabet in [STANDARD, URL_SAFE] {
            let echoed = alphabet.encode(format!("{around}{secret}{around}"));
            let masked = masker.mask_text(&echoed);
            // At most the bits that share a character with a neighbour are left.
            assert!(masked.contains("***"), "{around}: {masked}");
            let rest: Vec<_> = masked.split("***").collect();
            let kept: usize = rest.iter().map(|part| part.len()).sum();
            assert!(kept <= around.len() * 8 / 3 + 6, "{around}: {masked}");
        }
    }
}

#[test]
fn a_clean_body_is_searched_again_for_what_is_learned_later() {
    let mut masker = Masker::new([&Secret::new("t0ken")]);
    let body = Body::from("t1ken");
    let copy = masker.clone();
    assert_eq!(masker.mask_body(&body), body);
    assert!(body.cleared().by(&masker) && body.clone().cleared().by(&copy));
    masker.add(&Secret::new("t1ken"));
    assert!(!body.cleared().by(&masker));
    assert_eq!(masker.mask_body(&body), Body::from("***"));
    drop(copy);
    let alone = Body::from("t2ken");
    assert_eq!(masker.mask_body(&alone), alone);
    masker.add(&Secret::new("t2ken"));
    assert_eq!(masker.mask_body(&alone), Body::from("***"));
}

#[test]
fn a_masker_does_not_print_what_it_hides() {
    let masker = Masker::new([&Secret::new("t0ken")]);
    assert_eq!(format!("{masker:?}"), "Masker { secrets: [***], .. }");
}

#[test]
fn long_secrets_in_long_texts_take_no_time() {
    let secret = "0a/-".repeat(4_096);
    let masker = Masker::new([&Secret::new(secret.clone())]);
    let text = format!("{}{secret}", "0a/".repeat(100_000));
    assert_eq!(masker.mask_text(&text), "0a/".repeat(100_000) + "***");
}

#[test]
fn passwords_keep_their_length_even_in_broken_json() {
    let masker = Masker::default();
    assert_eq!(
        masker.mask_text(r#"{"Password": "a\"b1"}"#),
        r#"{"Password": "*****"}"#
    );
    assert_eq!(
        masker.mask_text(r#"{"password":"abc"#),
        r#"{"password":"***"#
    );
}

#[test]
fn short_texts_do_not_blot_out_words() {
    assert_eq!(
        Masker::new([&Secret::new("a")]).mask_text("banana"),
        "banana"
    );
}
