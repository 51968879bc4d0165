from joblib import Parallel, delayed

print("main runs")
print(Parallel(n_jobs=2)(delayed(lambda number: number**2)(n) for n in range(5)))
