#compdef scimulate

autoload -U is-at-least

_scimulate() {
    typeset -A opt_args
    typeset -a _arguments_options
    local ret=1

    if is-at-least 5.2; then
        _arguments_options=(-s -S -C)
    else
        _arguments_options=(-s -C)
    fi

    local context curcontext="$curcontext" state line
    _arguments "${_arguments_options[@]}" : \
'-h[Print help]' \
'--help[Print help]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_scimulate_commands" \
"*::: :->scimulate" \
&& ret=0
    case $state in
    (scimulate)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:scimulate-command-$line[1]:"
        case $line[1] in
            (run)
_arguments "${_arguments_options[@]}" : \
'*--idp=[Play only as these identity providers\: entra (or azure), entra-rfc, okta, okta-put, okta-aiw, okta-wizard, onelogin, jumpcloud, google-workspace, pingone, authentik, keycloak, generic]:NAME:_default' \
'*--target=[Base URL of the server under test, \`ref\` for the bundled reference server, \`ref\:PROFILE\` for it as another product; several profiles are compared \[default\: \`ref\`, and for stories about a product each profile that they name\]]:URL:_default' \
'*--quirk=[Defects for the bundled server, to see what each does to an identity provider]:NAME:_default' \
'*--known=[Lists of known failures\: files, or names of bundled ones; \`none\` for none \[default\: for a product'\''s profile of the bundled server the list of that product\]]:FILE:_default' \
'--json=[Write the whole result as JSON to a file, or to standard output with \`-\`]:FILE:_default' \
'--idp-log=[Write what each identity provider'\''s admin would read to a folder\: Entra ID'\''s provisioning log as Microsoft Graph gives it out, Okta'\''s System Log and open tasks]:DIR:_files' \
'-j+[Cases at the same time \[default\: 4 against the bundled server, else 1\]]:N:_default' \
'--jobs=[Cases at the same time \[default\: 4 against the bundled server, else 1\]]:N:_default' \
'--timeout=[Time limit of one exchange, in seconds; a whole story may take twenty times as long]:SECONDS:_default' \
'--max-wait=[Longest wait that a \`Retry-After\` of the server is granted, in seconds]:SECONDS:_default' \
'--seed=[Repeat the data of an earlier run; it prints its seed]:N:_default' \
'(--token-file)--token-env=[Environment variable that holds the bearer token \[default\: \`SCIMULATE_TOKEN\`\]]:NAME:_default' \
'--token-file=[File that holds the bearer token]:FILE:_files' \
'(--insecure)--cacert=[Trust only the certificate authorities in this PEM file]:FILE:_files' \
'--snapshots=[Folder of snapshots \[default\: ./snapshots for the bundled server, else none are taken\]]:DIR:_files' \
'--as=[Name of the target among the snapshots \[default\: the profile, or host and port of the URL\]; that of a profile says that the server under test is such a product]:NAME:_default' \
'--list[List the selected cases and play nothing]' \
'--insecure[Accept any TLS certificate]' \
'-q[Show no progress and no table, only what is wrong]' \
'--quiet[Show no progress and no table, only what is wrong]' \
'-h[Print help]' \
'--help[Print help]' \
'*::selectors -- Scenarios\: names, globs, tags or paths to .yaml files \[default\: those in ./scenarios, or else all bundled ones\]:_default' \
&& ret=0
;;
(explain)
_arguments "${_arguments_options[@]}" : \
'*--idp=[Tell a story only as these identity providers]:NAME:_default' \
'--target=[Profile of the bundled server against which a story is told\: \`ref\`, or \`ref\:PROFILE\` \[default\: the first that the story names, else \`ref\`\]]:NAME:_default' \
'-h[Print help]' \
'--help[Print help]' \
'::name -- A story (name, pattern, tag or path) or an identity provider \[default\: list them\]:_default' \
&& ret=0
;;
(lint)
_arguments "${_arguments_options[@]}" : \
'--for=[Target that the mapping is for]:TARGET:((gitlab-saas-11.10\:"SCIM of GitLab.com groups, 11.10"
gitlab-saas-14\:"SCIM of GitLab.com groups, 14"
gitlab-saas-15\:"SCIM of GitLab.com groups, 15"
gitlab-saas-16-flag-off\:"SCIM of GitLab.com groups, 16.0 to 16.3, before 11 August 2023"
gitlab-saas-16.4\:"SCIM of GitLab.com groups, 16.4"
gitlab-saas-now\:"SCIM of GitLab.com groups, today"
gitlab-self-managed-16\:"SCIM of a self-managed GitLab, 16"
gitlab-self-managed-groups\:"SCIM of a self-managed GitLab with groups, 18"))' \
'--directory=[Look at the values of these people too\: a bundled directory or a path to a .yaml file]:NAME:_default' \
'--name-id=[Attribute that SAML sends as \`NameID\`, for example \`user.objectid\` \[default\: what the target'\''s guide has people enter\]]:SOURCE:_default' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::mappings -- Mappings\: names of bundled ones or paths to .yaml files:_default' \
&& ret=0
;;
(serve)
_arguments "${_arguments_options[@]}" : \
'--bind=[Address to listen on; one that other machines reach needs a token of your choice]:ADDRESS:_default' \
'-p+[Port to listen on; 0 for a free one]:PORT:_default' \
'--port=[Port to listen on; 0 for a free one]:PORT:_default' \
'--token-file=[File that holds the bearer token \[default\: \`SCIMULATE_TOKEN\`, else a new random one\]]:FILE:_files' \
'--tls-cert=[Speak TLS with the certificate in this PEM file, followed by those of its authorities]:FILE:_files' \
'--tls-key=[The private key of the certificate, in a PEM file]:FILE:_files' \
'--control-token-file=[File that holds the bearer token of the control plane \[default\: \`SCIMULATE_CONTROL_TOKEN\`, else a new random one\]]:FILE:_files' \
'--seed=[Begin with these people\: a directory file, a file with SCIM resources, or the name of a bundled directory]:FILE:_default' \
'--data=[Keep the data in this SQLite file \[default\: in memory\]]:FILE:_files' \
'*--schema=[Schemas to serve besides the built-in ones, as JSON (RFC 7643 §7)]:FILE:_files' \
'*--resource-type=[Resource types to serve besides users and groups, or in their place, as JSON (RFC 7643 §6)]:FILE:_files' \
'--profile=[What kind of server to be]:NAME:((rfc\:"RFC 7643, 7644 and 9865, and what Entra ID and Okta send is understood"
strict\:"RFC 7643, 7644 and 9865 to the letter; deviations are refused"
gitlab-saas-11.10\:"GitLab.com when SCIM of groups was new\: one SAML identity per user, updates are applied, removing deletes"
gitlab-saas-14\:"GitLab.com 14\: removing keeps an inactive SCIM identity and deletes the SAML identity; who is removed must link by hand"
gitlab-saas-15\:"GitLab.com 15\: existing accounts are linked, attributes are no longer updated, a PATCH brings back"
gitlab-saas-16-flag-off\:"GitLab.com 16 before 11 August 2023, with the flag \`skip_saml_identity_destroy_during_scim_deprovision\` off"
gitlab-saas-16.4\:"GitLab.com 16.4\: removing keeps the SAML identity, so that who comes back can sign in"
gitlab-saas-now\:"GitLab.com of 17 and 18"
gitlab-self-managed-16\:"SCIM of a self-managed instance, 16\: removing blocks the account, coming back unblocks it"
gitlab-self-managed-groups\:"SCIM of a self-managed instance, 18, with \`/Groups\`"))' \
'*--set=[Change a switch or setting of a GitLab profile, for example \`sso-enforced=true\`; may be repeated]:NAME=VALUE:_default' \
'*--quirk=[Defects that the server shall have]:NAME:_default' \
'--list-profiles[List the profiles, and the switches of those of GitLab]' \
'--list-quirks[List the defects with what they break and whom they hurt]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
&& ret=0
;;
(review)
_arguments "${_arguments_options[@]}" : \
'(--accept-all --reject-all)--list[List what waits for review]' \
'(--reject-all)--accept-all[Accept everything that waits]' \
'--reject-all[Reject everything that waits]' \
'-h[Print help]' \
'--help[Print help]' \
'::folder -- Folder of snapshots \[default\: snapshots\]:_files' \
&& ret=0
;;
(generate)
_arguments "${_arguments_options[@]}" : \
'--check[Compare with the files on disk instead of writing them]' \
'-h[Print help]' \
'--help[Print help]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_scimulate__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:scimulate-help-command-$line[1]:"
        case $line[1] in
            (run)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(explain)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(lint)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(serve)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(review)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(generate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
}

(( $+functions[_scimulate_commands] )) ||
_scimulate_commands() {
    local commands; commands=(
'run:Play provisioning stories as Entra ID and Okta against a SCIM server and judge the outcome' \
'explain:Say what a story or an identity provider sends, and why' \
'lint:Hold an attribute mapping against what a target needs, before anything is sent' \
'serve:Start the reference server' \
'review:Accept or reject answers that differ from their snapshots' \
'generate:Write the files that are generated from the source and checked in' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'scimulate commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__explain_commands] )) ||
_scimulate__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate explain commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__generate_commands] )) ||
_scimulate__subcmd__generate_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate generate commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__help_commands] )) ||
_scimulate__subcmd__help_commands() {
    local commands; commands=(
'run:Play provisioning stories as Entra ID and Okta against a SCIM server and judge the outcome' \
'explain:Say what a story or an identity provider sends, and why' \
'lint:Hold an attribute mapping against what a target needs, before anything is sent' \
'serve:Start the reference server' \
'review:Accept or reject answers that differ from their snapshots' \
'generate:Write the files that are generated from the source and checked in' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'scimulate help commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__help__subcmd__explain_commands] )) ||
_scimulate__subcmd__help__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate help explain commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__help__subcmd__generate_commands] )) ||
_scimulate__subcmd__help__subcmd__generate_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate help generate commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__help__subcmd__help_commands] )) ||
_scimulate__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate help help commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__help__subcmd__lint_commands] )) ||
_scimulate__subcmd__help__subcmd__lint_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate help lint commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__help__subcmd__review_commands] )) ||
_scimulate__subcmd__help__subcmd__review_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate help review commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__help__subcmd__run_commands] )) ||
_scimulate__subcmd__help__subcmd__run_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate help run commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__help__subcmd__serve_commands] )) ||
_scimulate__subcmd__help__subcmd__serve_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate help serve commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__lint_commands] )) ||
_scimulate__subcmd__lint_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate lint commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__review_commands] )) ||
_scimulate__subcmd__review_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate review commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__run_commands] )) ||
_scimulate__subcmd__run_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate run commands' commands "$@"
}
(( $+functions[_scimulate__subcmd__serve_commands] )) ||
_scimulate__subcmd__serve_commands() {
    local commands; commands=()
    _describe -t commands 'scimulate serve commands' commands "$@"
}

if [ "$funcstack[1]" = "_scimulate" ]; then
    _scimulate "$@"
else
    compdef _scimulate scimulate
fi
