# bash completion of druidwatch

_druidwatch() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local commands="run check status audit discover drill rules version"
    local every="--log.level= --log.format= --version --help"
    local configured="--config.file= --config.check"
    local served="--web.listen-address= --web.config.file= --web.external-url= --web.route-prefix="
    local asking="--url= --http.config.file= --format="
    local command=run each flag

    for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ " $commands " == *" $each "* ]] && command=$each && break
    done

    # "=" splits words: --flag=value is three of them.
    [[ $word == "=" ]] && word="" flag=$before
    [[ $before == "=" ]] && flag=${COMP_WORDS[COMP_CWORD-2]}
    [[ $before == --* && $word != -* && -z $flag ]] && flag=$before
    case $flag in
        --config.file | --web.config.file | --http.config.file)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return ;;
        --format) mapfile -t COMPREPLY < <(compgen -W "text json" -- "$word"); return ;;
        --rules.format) mapfile -t COMPREPLY < <(compgen -W "prometheus alertmanager" -- "$word"); return ;;
        --log.level) mapfile -t COMPREPLY < <(compgen -W "debug info warn error" -- "$word"); return ;;
        --log.format) mapfile -t COMPREPLY < <(compgen -W "logfmt json" -- "$word"); return ;;
        --web.listen-address | --web.external-url | --web.route-prefix | --url | --timeout | --cluster.name) return ;;
    esac

    local words=$every
    case $command in
        run | check) words+=" $configured $served" ;;
        status) words+=" $asking --watch" ;;
        audit) words+=" $configured --format=" ;;
        discover) words+=" --cluster.name=" ;;
        drill) words+=" $asking --timeout=" ;;
        rules) words+=" $configured --rules.format=" ;;
    esac
    [[ $COMP_CWORD -eq 1 ]] && words+=" $commands"
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
    return 0
}

complete -F _druidwatch druidwatch
