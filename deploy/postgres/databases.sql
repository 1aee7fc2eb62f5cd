-- Two databases: what Prefect records of the runs can be thrown away, the delivery notes cannot.
CREATE DATABASE prefect;
