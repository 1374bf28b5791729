#!/bin/sh
# Writes test/fixtures/sklearn/ with scikit-learn 1.2.1. PYTHON names the interpreter (default: python3);
# HEDDLE_DATA_DIR the folder with the Fashion-MNIST .gz files. Arguments, if any, name the scripts to run: `knn tree`.
set -eu
cd "$(dirname "$0")/fixtures"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1
for name in ${*:-data knn tree svc logistic sgd mlp dummy metrics selection export arrays}; do
  "${PYTHON:-python3}" "$name.py"
done
