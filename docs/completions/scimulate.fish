# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_scimulate_global_optspecs
    string join \n h/help V/version
end

function __fish_scimulate_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_scimulate_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_scimulate_using_subcommand
    set -l cmd (__fish_scimulate_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c scimulate -n "__fish_scimulate_needs_command" -s h -l help -d 'Print help'
complete -c scimulate -n "__fish_scimulate_needs_command" -s V -l version -d 'Print version'
complete -c scimulate -n "__fish_scimulate_needs_command" -f -a "run" -d 'Play provisioning stories as Entra ID and Okta against a SCIM server and judge the outcome'
complete -c scimulate -n "__fish_scimulate_needs_command" -f -a "explain" -d 'Say what a story or an identity provider sends, and why'
complete -c scimulate -n "__fish_scimulate_needs_command" -f -a "lint" -d 'Hold an attribute mapping against what a target needs, before anything is sent'
complete -c scimulate -n "__fish_scimulate_needs_command" -f -a "serve" -d 'Start the reference server'
complete -c scimulate -n "__fish_scimulate_needs_command" -f -a "review" -d 'Accept or reject answers that differ from their snapshots'
complete -c scimulate -n "__fish_scimulate_needs_command" -f -a "generate" -d 'Write the files that are generated from the source and checked in'
complete -c scimulate -n "__fish_scimulate_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l idp -d 'Play only as these identity providers: entra (or azure), entra-rfc, okta, okta-put, okta-aiw, okta-wizard, onelogin, jumpcloud, google-workspace, pingone, authentik, keycloak, generic' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l target -d 'Base URL of the server under test, `ref` for the bundled reference server, `ref:PROFILE` for it as another product; several profiles are compared [default: `ref`, and for stories about a product each profile that they name]' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l quirk -d 'Defects for the bundled server, to see what each does to an identity provider' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l known -d 'Lists of known failures: files, or names of bundled ones; `none` for none [default: for a product\'s profile of the bundled server the list of that product]' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l json -d 'Write the whole result as JSON to a file, or to standard output with `-`' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l idp-log -d 'Write what each identity provider\'s admin would read to a folder: Entra ID\'s provisioning log as Microsoft Graph gives it out, Okta\'s System Log and open tasks' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -s j -l jobs -d 'Cases at the same time [default: 4 against the bundled server, else 1]' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l timeout -d 'Time limit of one exchange, in seconds; a whole story may take twenty times as long' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l max-wait -d 'Longest wait that a `Retry-After` of the server is granted, in seconds' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l seed -d 'Repeat the data of an earlier run; it prints its seed' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l token-env -d 'Environment variable that holds the bearer token [default: `SCIMULATE_TOKEN`]' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l token-file -d 'File that holds the bearer token' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l cacert -d 'Trust only the certificate authorities in this PEM file' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l snapshots -d 'Folder of snapshots [default: ./snapshots for the bundled server, else none are taken]' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l as -d 'Name of the target among the snapshots [default: the profile, or host and port of the URL]; that of a profile says that the server under test is such a product' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l list -d 'List the selected cases and play nothing'
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -l insecure -d 'Accept any TLS certificate'
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -s q -l quiet -d 'Show no progress and no table, only what is wrong'
complete -c scimulate -n "__fish_scimulate_using_subcommand run" -s h -l help -d 'Print help'
complete -c scimulate -n "__fish_scimulate_using_subcommand explain" -l idp -d 'Tell a story only as these identity providers' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand explain" -l target -d 'Profile of the bundled server against which a story is told: `ref`, or `ref:PROFILE` [default: the first that the story names, else `ref`]' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand explain" -s h -l help -d 'Print help'
complete -c scimulate -n "__fish_scimulate_using_subcommand lint" -l for -d 'Target that the mapping is for' -r -f -a "gitlab-saas-11.10\t'SCIM of GitLab.com groups, 11.10'
gitlab-saas-14\t'SCIM of GitLab.com groups, 14'
gitlab-saas-15\t'SCIM of GitLab.com groups, 15'
gitlab-saas-16-flag-off\t'SCIM of GitLab.com groups, 16.0 to 16.3, before 11 August 2023'
gitlab-saas-16.4\t'SCIM of GitLab.com groups, 16.4'
gitlab-saas-now\t'SCIM of GitLab.com groups, today'
gitlab-self-managed-16\t'SCIM of a self-managed GitLab, 16'
gitlab-self-managed-groups\t'SCIM of a self-managed GitLab with groups, 18'"
complete -c scimulate -n "__fish_scimulate_using_subcommand lint" -l directory -d 'Look at the values of these people too: a bundled directory or a path to a .yaml file' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand lint" -l name-id -d 'Attribute that SAML sends as `NameID`, for example `user.objectid` [default: what the target\'s guide has people enter]' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l bind -d 'Address to listen on; one that other machines reach needs a token of your choice' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -s p -l port -d 'Port to listen on; 0 for a free one' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l token-file -d 'File that holds the bearer token [default: `SCIMULATE_TOKEN`, else a new random one]' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l tls-cert -d 'Speak TLS with the certificate in this PEM file, followed by those of its authorities' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l tls-key -d 'The private key of the certificate, in a PEM file' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l control-token-file -d 'File that holds the bearer token of the control plane [default: `SCIMULATE_CONTROL_TOKEN`, else a new random one]' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l seed -d 'Begin with these people: a directory file, a file with SCIM resources, or the name of a bundled directory' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l data -d 'Keep the data in this SQLite file [default: in memory]' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l schema -d 'Schemas to serve besides the built-in ones, as JSON (RFC 7643 §7)' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l resource-type -d 'Resource types to serve besides users and groups, or in their place, as JSON (RFC 7643 §6)' -r -F
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l profile -d 'What kind of server to be' -r -f -a "rfc\t'RFC 7643, 7644 and 9865, and what Entra ID and Okta send is understood'
strict\t'RFC 7643, 7644 and 9865 to the letter; deviations are refused'
gitlab-saas-11.10\t'GitLab.com when SCIM of groups was new: one SAML identity per user, updates are applied, removing deletes'
gitlab-saas-14\t'GitLab.com 14: removing keeps an inactive SCIM identity and deletes the SAML identity; who is removed must link by hand'
gitlab-saas-15\t'GitLab.com 15: existing accounts are linked, attributes are no longer updated, a PATCH brings back'
gitlab-saas-16-flag-off\t'GitLab.com 16 before 11 August 2023, with the flag `skip_saml_identity_destroy_during_scim_deprovision` off'
gitlab-saas-16.4\t'GitLab.com 16.4: removing keeps the SAML identity, so that who comes back can sign in'
gitlab-saas-now\t'GitLab.com of 17 and 18'
gitlab-self-managed-16\t'SCIM of a self-managed instance, 16: removing blocks the account, coming back unblocks it'
gitlab-self-managed-groups\t'SCIM of a self-managed instance, 18, with `/Groups`'"
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l set -d 'Change a switch or setting of a GitLab profile, for example `sso-enforced=true`; may be repeated' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l quirk -d 'Defects that the server shall have' -r
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l list-profiles -d 'List the profiles, and the switches of those of GitLab'
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -l list-quirks -d 'List the defects with what they break and whom they hurt'
complete -c scimulate -n "__fish_scimulate_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c scimulate -n "__fish_scimulate_using_subcommand review" -l list -d 'List what waits for review'
complete -c scimulate -n "__fish_scimulate_using_subcommand review" -l accept-all -d 'Accept everything that waits'
complete -c scimulate -n "__fish_scimulate_using_subcommand review" -l reject-all -d 'Reject everything that waits'
complete -c scimulate -n "__fish_scimulate_using_subcommand review" -s h -l help -d 'Print help'
complete -c scimulate -n "__fish_scimulate_using_subcommand generate" -l check -d 'Compare with the files on disk instead of writing them'
complete -c scimulate -n "__fish_scimulate_using_subcommand generate" -s h -l help -d 'Print help'
complete -c scimulate -n "__fish_scimulate_using_subcommand help; and not __fish_seen_subcommand_from run explain lint serve review generate help" -f -a "run" -d 'Play provisioning stories as Entra ID and Okta against a SCIM server and judge the outcome'
complete -c scimulate -n "__fish_scimulate_using_subcommand help; and not __fish_seen_subcommand_from run explain lint serve review generate help" -f -a "explain" -d 'Say what a story or an identity provider sends, and why'
complete -c scimulate -n "__fish_scimulate_using_subcommand help; and not __fish_seen_subcommand_from run explain lint serve review generate help" -f -a "lint" -d 'Hold an attribute mapping against what a target needs, before anything is sent'
complete -c scimulate -n "__fish_scimulate_using_subcommand help; and not __fish_seen_subcommand_from run explain lint serve review generate help" -f -a "serve" -d 'Start the reference server'
complete -c scimulate -n "__fish_scimulate_using_subcommand help; and not __fish_seen_subcommand_from run explain lint serve review generate help" -f -a "review" -d 'Accept or reject answers that differ from their snapshots'
complete -c scimulate -n "__fish_scimulate_using_subcommand help; and not __fish_seen_subcommand_from run explain lint serve review generate help" -f -a "generate" -d 'Write the files that are generated from the source and checked in'
complete -c scimulate -n "__fish_scimulate_using_subcommand help; and not __fish_seen_subcommand_from run explain lint serve review generate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
