# Makes the Python environment that the judges run in, if it is not there or not the wanted one. Sets `python`.
venv=.build-venv/clients
wanted=Scripts/judges/requirements.txt
if ! cmp -s "$wanted" "$venv/installed.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
    cp "$wanted" "$venv/installed.txt"
fi
python=$PWD/$venv/bin/python
