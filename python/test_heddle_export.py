"""What heddle_export refuses and how it writes; `python3 -m unittest` in this folder, needs scikit-learn. That Heddle reads it is tested in test/persist/."""
import json
import os
import pickle
import tempfile
import unittest
import warnings

import numpy as np
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from heddle_export import ExportError, dumps, export_model

X = np.array([[0.5, 1], [1, 0], [2, 3], [3, 1], [4, 4], [5, 2.5]])
Y = np.array([0, 1, 2, 0, 1, 2])


def parse(data):
    """Header, model and arrays of a file, by the rules of safetensors."""
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    metadata = header.pop("__metadata__")
    types = {"F64": "<f8", "F32": "<f4", "I32": "<i4", "U8": "u1"}
    body = data[8 + size :]
    arrays = {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], types[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
    }
    return header, metadata, json.loads(metadata["model"]), arrays


class Writing(unittest.TestCase):
    def test_the_container_has_no_gaps_and_aligned_numbers(self):
        data = dumps(KNeighborsClassifier(1).fit(X, Y))
        header, metadata, _, _ = parse(data)
        self.assertEqual((metadata["format"], metadata["version"]), ("heddle-model", "2"))
        start = int.from_bytes(data[:8], "little") + 8
        self.assertEqual(start % 8, 0)
        spans = sorted(entry["data_offsets"] for entry in header.values())
        self.assertEqual([end for _, end in spans], [begin for begin, _ in spans[1:]] + [len(data) - start])

    def test_arrays_keep_their_bits(self):
        model = LogisticRegression().fit(X, Y)
        _, _, described, arrays = parse(dumps(model))
        np.testing.assert_array_equal(arrays["coef_"], model.coef_)
        self.assertEqual(described["state"]["classes_"], [0, 1, 2])

    def test_whole_numbers_up_to_255_become_bytes_and_others_do_not(self):
        def kind(rows):
            return parse(dumps(KNeighborsClassifier(1).fit(rows, Y)))[0]["fitX_"]["dtype"]

        self.assertEqual(kind(np.round(X)), "U8")
        self.assertEqual(kind(X), "F32")
        self.assertEqual(kind(np.round(X) * 100), "F32")
        self.assertEqual(kind(-np.round(X)), "F32")

    def test_trees_hold_weighted_counts_whatever_the_version(self):
        model = DecisionTreeClassifier(max_depth=1).fit(X, Y)
        np.testing.assert_allclose(parse(dumps(model))[3]["tree_.value"][:3], [2, 2, 2])

    def test_a_model_that_was_pickled_and_a_subclass_are_taken(self):
        class Mine(DecisionTreeClassifier):
            pass

        self.assertEqual(parse(dumps(Mine().fit(X, Y)))[2]["estimator"], "DecisionTreeClassifier")
        self.assertEqual(dumps(pickle.loads(pickle.dumps(SVC().fit(X, Y)))), dumps(SVC().fit(X, Y)))

    def test_probability_of_svc_is_left_out_with_a_warning(self):
        model = SVC(probability=True).fit(np.tile(X, (5, 1)), np.tile(Y, 5))
        with self.assertWarnsRegex(UserWarning, "Platt"):
            dumps(model)


class Files(unittest.TestCase):
    def test_writes_whole_files_and_leaves_nothing_else(self):
        model = LogisticRegression().fit(X, Y)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "m.safetensors")
            for _ in range(2):
                export_model(model, path)
                with open(path, "rb") as file:
                    self.assertEqual(file.read(), dumps(model))
            self.assertEqual(os.listdir(folder), ["m.safetensors"])

    def test_a_refused_model_leaves_the_old_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "m.safetensors")
            export_model(LogisticRegression().fit(X, Y), path)
            before = os.stat(path)
            with self.assertRaises(ExportError):
                export_model(SVC(), path)
            self.assertEqual(os.stat(path).st_ino, before.st_ino)
            with self.assertRaises(FileNotFoundError):
                export_model(LogisticRegression().fit(X, Y), os.path.join(folder, "none", "m"))
            self.assertEqual(os.listdir(folder), ["m.safetensors"])


class Refusals(unittest.TestCase):
    def setUp(self):
        catching = warnings.catch_warnings()
        catching.__enter__()
        self.addCleanup(catching.__exit__, None, None, None)
        warnings.simplefilter("ignore")

    def refused(self, model, words):
        with self.assertRaisesRegex(ExportError, words):
            dumps(model)

    def test_what_is_no_classifier_of_heddle(self):
        self.refused(RandomForestClassifier(2).fit(X, Y), "RandomForestClassifier has no counterpart")
        self.refused(StandardScaler().fit(X), "StandardScaler has no counterpart")
        self.refused(object(), "object has no counterpart")

    def test_what_is_not_fitted(self):
        for model in (SVC(), MLPClassifier(), make_pipeline(StandardScaler(), SVC())):
            self.refused(model, "not fitted")

    def test_steps_of_a_pipeline(self):
        self.refused(make_pipeline(PCA(1), SVC()).fit(X, Y), "PCA has no counterpart here; there are MinMaxScaler, StandardScaler")
        self.refused(make_pipeline(StandardScaler(), StandardScaler()).fit(X), "StandardScaler has no counterpart")

    def test_kernels_metrics_and_losses(self):
        self.refused(SVC(kernel=lambda a, b: a @ b.T).fit(X, Y), "kernel")
        self.refused(SVC(kernel="precomputed").fit(X @ X.T, Y), "kernel is 'precomputed'; Heddle has linear, poly")
        self.refused(KNeighborsClassifier(2, metric="chebyshev").fit(X, Y), "metric is 'chebyshev'")
        self.refused(KNeighborsClassifier(2, p=3).fit(X, Y), "metric is 'minkowski'")
        self.refused(KNeighborsClassifier(2, weights=np.exp).fit(X, Y), "weights")
        self.refused(SGDClassifier(loss="huber").fit(X, Y), "loss is 'huber'; Heddle has hinge")

    def test_several_labels_a_row(self):
        several = np.stack([Y % 2, Y // 2], axis=1)
        self.refused(MLPClassifier(max_iter=2).fit(X, several), "several labels a row")
        self.refused(DecisionTreeClassifier().fit(X, several), "several columns")
        self.refused(KNeighborsClassifier(1).fit(X, several), "several columns")

    def test_labels_that_json_or_utf16_change(self):
        self.refused(LogisticRegression().fit(X, Y > 0), "a label is (False|True)")
        self.refused(LogisticRegression().fit(X, Y + 2**60), "a label is 11529")
        self.refused(LogisticRegression().fit(X, np.array(["a", "\uffee", "\U0001f600"])[Y]), "UTF-16")

    def test_numbers_that_are_not_finite_as_float32(self):
        model = MLPClassifier((2,), max_iter=2).fit(X, Y)
        model.coefs_[0] = model.coefs_[0] * 1e300
        self.refused(model, r"coefs_.0 holds a number that is not finite as float32")
        self.refused(KNeighborsClassifier(1).fit(X * 1e300, Y), "fitX_")

    def test_softmax_of_two_classes(self):
        if "multi_class" in LogisticRegression().get_params():
            self.refused(LogisticRegression(multi_class="multinomial").fit(X, Y % 2), 'multi_class is "multinomial" with two')


if __name__ == "__main__":
    unittest.main()
