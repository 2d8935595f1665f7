#!/bin/sh
# real_files.sh FOLDER: real CSV files out of packages of the Python package index, into FOLDER. Nothing is installed.
# Then: field_table --real FOLDER
set -eu
[ $# -eq 1 ] || { echo "real_files.sh FOLDER" >&2; exit 2; }
folder=$1
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
mkdir -p "$folder"
python3 -m pip download --quiet --no-deps --only-binary=:all: --dest "$wheels" \
  scikit-learn statsmodels palmerpenguins vega_datasets ISLP

# take WHEEL FILE [NAME]: the file as NAME, by default its own
take() {
  name=${3:-$(basename "$2")}
  unzip -p "$wheels/"$1-*.whl "$2" >"$folder/$name" 2>/dev/null || {
    rm -f "$folder/$name"
    echo "real_files.sh: $2 is no longer in $1" >&2
  }
}

for name in Auto Boston BrainCancer Carseats College Credit Hitters OJ Portfolio Smarket Wage Weekly; do
  take islp ISLP/data/$name.csv
done
for name in breast_cancer iris wine_data; do take scikit_learn sklearn/datasets/data/$name.csv; done
for name in penguins penguins-raw; do take palmerpenguins palmerpenguins/data/$name.csv; done
for name in anes96 cancer ccard committee copper engel fair fertility grunfeld heart longley macrodata modechoice spector \
  star98 statecrime; do
  take statsmodels statsmodels/datasets/$name/$name.csv
done
for name in airports seattle-weather stocks; do take vega_datasets vega_datasets/_data/$name.csv; done
ls "$folder" | wc -l
